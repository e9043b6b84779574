import assert from 'node:assert/strict';
import path from 'node:path';
import * as fc from 'fast-check';
import { entryPath } from '../../../../src/engine/unpack/entryPath.ts';
import { ArchiveFault } from '../../../../src/engine/unpack/fault.ts';

const LIMITS = { maxPathBytes: 300, maxDepth: 5 };
const on = (platform: NodeJS.Platform) => ({ ...LIMITS, platform });

describe('entryPath', () => {
  for (const [name, expected, why] of [
    ['bin/tool', ['bin', 'tool'], 'takes a plain path apart'],
    ['./bin//./tool/', ['bin', 'tool'], 'passes over what means nothing'],
    ['./', [], 'knows the root'],
    ['über/日本語 1.txt', ['über', '日本語 1.txt'], 'takes letters of any language, and blanks'],
    ['..x/...', ['..x', '...'], 'takes names that only begin with dots'],
    ['man3/Foo::Bar.3', ['man3', 'Foo::Bar.3'], 'takes colons where they mean nothing'],
    ['aux.c', ['aux.c'], 'takes names of devices where there are none'],
    ['x'.repeat(255), ['x'.repeat(255)], 'takes a name of 255 bytes'],
  ] as const) {
    it(`${why}: ${name.slice(0, 20)}`, () => assert.deepEqual(entryPath(name, on('linux')), expected));
  }

  for (const [name, rule] of [
    ['../x', 'path'],
    ['a/../b', 'path'],
    ['a/..', 'path'],
    ['/x', 'path'],
    ['//host/share', 'path'],
    ['C:x', 'path'],
    ['c:/x', 'path'],
    ['a\\..\\x', 'path'],
    ['\\\\host\\x', 'path'],
    ['', 'name'],
    ['a\0b', 'name'],
    ['a\nb', 'name'],
    ['a\ud800', 'name'],
    ['é'.repeat(128), 'tooLong'],
    ['a/'.repeat(200), 'tooLong'],
    ['1/2/3/4/5/6', 'tooLong'],
  ] as const) {
    for (const platform of ['linux', 'darwin', 'win32'] as const) {
      it(`refuses ${JSON.stringify(name).slice(0, 30)} on ${platform}`, () => refuses(name, platform, rule));
    }
  }

  for (const name of [
    'aux',
    'CON.txt',
    'com\u00b9',
    'a/nul .x/b',
    'file:stream',
    'dir::$INDEX_ALLOCATION/x',
    'a.',
    'a ',
    'a./b',
    'a?',
  ]) {
    it(`refuses ${name} on Windows`, () => refuses(name, 'win32', 'name'));
  }

  it('never returns a path that leads outside, whatever the name', () => {
    const part = fc.oneof(
      fc.constantFrom('..', '.', '', '/', '\\', 'C:', '\0', ' ', '...', 'aux', '~', '%2e%2e', '\u2025', '\uff0f'),
      fc.string({ unit: 'binary', maxLength: 8 }),
    );
    const name = fc.array(part, { maxLength: 8 }).map((parts) => parts.join(''));
    const joined = fc.array(part, { maxLength: 8 }).map((parts) => parts.join('/'));
    const platform = fc.constantFrom<NodeJS.Platform>('linux', 'darwin', 'win32');
    const check = (text: string, system: NodeJS.Platform): void => {
      let found: readonly string[];
      try {
        found = entryPath(text, on(system));
      } catch (error) {
        assert.ok(error instanceof ArchiveFault);
        return;
      }
      const rules = system === 'win32' ? path.win32 : path.posix;
      const root = system === 'win32' ? 'C:\\top\\x' : '/top/x';
      const full = rules.resolve(root, ...found);
      assert.ok(full === root || full.startsWith(root + rules.sep), full);
      assert.equal(full.split(rules.sep).length, root.split(rules.sep).length + found.length);
    };
    fc.assert(fc.property(fc.oneof(name, joined), platform, check), { numRuns: 500 });
  }).timeout(120_000);
});

function refuses(name: string, platform: NodeJS.Platform, rule: string): void {
  const isFault = (error: unknown): boolean => error instanceof ArchiveFault && error.rule === rule;
  assert.throws(() => entryPath(name, on(platform)), isFault);
}
