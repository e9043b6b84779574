import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import { decodeProject } from '../../../../src/engine/project/decodeProject.ts';
import { putTool } from '../../../../src/engine/project/editProject.ts';
import { decodeLock, formatLock } from '../../../../src/engine/project/lockText.ts';
import type { LockedAsset, LockedTool } from '../../../../src/engine/project/projectModel.ts';
import { isToolName } from '../../../../src/engine/project/toolName.ts';
import { parseRequire } from '../../../../src/editor/settings/parseRequire.ts';
import { readSources } from '../../../support/architecture/rooms.ts';
import { isEngineError } from '../../../../src/engine/errors.ts';

/** Names that every object has, or that have a special meaning for objects. */
const OF_OBJECTS = ['constructor', 'prototype', '__proto__', 'toString', 'hasOwnProperty', 'valueOf', '0', '12'];
const SPEC = {
  instance: 'https://git.example.org/',
  source: { kind: 'release', owner: 'a', repo: 'b' },
  version: '1',
} as const;
const ASSET: LockedAsset = {
  upstreamId: 'u',
  storage: 'attachment',
  sha256: 'a'.repeat(64),
  evidence: { kind: 'none', from: 'bytes' },
};

function faultOf(read: () => unknown): { readonly key: string; readonly rule: string } | undefined {
  try {
    read();
    return undefined;
  } catch (error) {
    assert.ok(isEngineError(error, 'badProjectFile'), String(error));
    const { key, rule } = error.facts;
    return { key, rule };
  }
}

function locked(files: readonly string[]): LockedTool {
  const [first = ''] = files;
  const assets = new Map(files.map((file) => [file, ASSET]));
  return { ...SPEC, requested: '1', assets, platforms: new Map([['any', first]]) };
}

const someName = fc.oneof(fc.constantFrom(...OF_OBJECTS), fc.stringMatching(/^[a-z0-9._-]{1,12}$/));
const fileName = fc.oneof(someName, fc.string({ minLength: 1, maxLength: 12, unit: 'grapheme' }));

describe('special property names', () => {
  it('are accepted or refused as names of tools in a workspace file', () => {
    fc.assert(
      fc.property(fc.uniqueArray(someName, { minLength: 1 }), (names) => {
        const tools = names.map((name) => `${JSON.stringify(name)}:{"release":"a/b","version":"1"}`);
        const text = `{"instance":"https://git.example.org","tools":{${tools.join(',')}}}`;
        if (!names.every(isToolName)) assert.equal(faultOf(() => decodeProject(text, 'x'))?.rule, 'toolName');
        else assert.deepEqual(new Set(decodeProject(text, 'x').tools.keys()), new Set(names));
      }),
    );
  });

  it('are found after they were added to a workspace file', () => {
    for (const name of OF_OBJECTS.filter(isToolName)) {
      assert.deepEqual(decodeProject(putTool(undefined, name, SPEC), 'x').tools.get(name), SPEC);
    }
  });

  it('are accepted as names of tools and files in a lock', () => {
    fc.assert(
      fc.property(
        fc.uniqueArray(someName.filter(isToolName)),
        fc.uniqueArray(fileName, { minLength: 1 }),
        (names, files) => {
          const lock = { tools: new Map(names.map((name) => [name, locked(files)])) };
          assert.deepEqual(decodeLock(formatLock(lock), 'x'), lock);
        },
      ),
    );
  });

  it('are refused as tools of a lock if invalid', () => {
    const text = formatLock({ tools: new Map([['__proto__', locked(['f'])]]) });
    assert.deepEqual(
      faultOf(() => decodeLock(text, 'x')),
      { key: 'tools.__proto__', rule: 'lock' },
    );
  });

  it('are reported as positions of a broken rule', () => {
    const value: unknown = JSON.parse('{"__proto__": "pin", "constructor": "pin"}');
    const reported: string[] = [];
    parseRequire(
      { everywhere: 'any', byPlace: value },
      ['https://git.example.org/'],
      ({ key }) => void reported.push(key),
    );
    assert.equal(reported.length, 2);
  });

  it('may have an error below them', () => {
    const text = '{"tools":{"constructor":{"release":"a/b","version":7}}}';
    assert.deepEqual(
      faultOf(() => decodeProject(text, 'x')),
      { key: 'tools.constructor.version', rule: 'version' },
    );
  });

  it('are never keys of a schema that drops them', async () => {
    const users = (await readSources('.')).filter(({ text }) => /\bv\.record\(/.test(text));
    assert.deepEqual(
      users.map(({ path }) => path),
      [],
    );
  });
});
