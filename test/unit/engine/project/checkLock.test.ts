import assert from 'node:assert/strict';
import { EngineError, isEngineError } from '../../../../src/engine/errors.ts';
import type { Version } from '../../../../src/engine/model.ts';
import { checkLockedTools } from '../../../../src/engine/project/checkLock.ts';
import { lockTool } from '../../../../src/engine/project/lockTool.ts';
import { EMPTY_LOCK } from '../../../../src/engine/project/projectModel.ts';
import { decodeLock, formatLock } from '../../../../src/engine/project/lockText.ts';
import { outdatedTools, withTool, withoutTool } from '../../../../src/engine/project/updateTool.ts';
import {
  FakeUpstream,
  INSTANCE,
  SAW_FILES,
  lockedAsset,
  lockedTool,
  makeVersion,
  sawSpec,
} from '../../../support/projectRig.ts';
import { sha256Of } from '../../../support/records.ts';

describe('checkLock', () => {
  const tool = lockedTool(['linux-x64', 'darwin-arm64'], {
    assets: new Map([
      ['saw-linux-x64', lockedAsset('uuid of v1.0.0 saw-linux-x64')],
      ['saw-darwin-arm64', lockedAsset('uuid of v1.0.0 saw-darwin-arm64')],
    ]),
  });
  const intact = makeVersion('v1.0.0', ['saw-linux-x64', 'saw-darwin-arm64']);

  /** `newer`: versions other than the locked one. */
  async function check(listed: Version, ...newer: readonly string[]) {
    const ports = new FakeUpstream(...newer.map((version) => makeVersion(version, SAW_FILES)), listed);
    const [found] = await checkLockedTools({ tools: new Map([['saw', tool]]) }, { ports });
    assert.ok(found?.ok, String(found && !found.ok && found.error));
    return found;
  }

  it('finds everything unchanged', async () => {
    const { assets, newer } = await check(intact);
    assert.deepEqual(assets, [
      { name: 'saw-linux-x64', platforms: ['linux-x64'], state: 'same' },
      { name: 'saw-darwin-arm64', platforms: ['darwin-arm64'], state: 'same' },
    ]);
    assert.equal(newer, undefined);
  });

  it('names replaced files with both sides, and missing files', async () => {
    const [linux] = intact.assets;
    assert.ok(linux);
    const { assets } = await check({ ...intact, assets: [{ ...linux, upstreamId: 'new', sizeBytes: 7 }] });
    assert.deepEqual(assets[0], {
      name: 'saw-linux-x64',
      platforms: ['linux-x64'],
      state: 'replaced',
      before: {
        upstreamId: 'uuid of v1.0.0 saw-linux-x64',
        sizeBytes: 100,
        sha256: sha256Of('uuid of v1.0.0 saw-linux-x64'),
      },
      now: { upstreamId: 'new', sizeBytes: 7 },
    });
    assert.equal(assets[1]?.state, 'missing');
  });

  for (const [what, rest] of [
    ['only another id', { upstreamId: 'new' }],
    ['another size', { sizeBytes: 99 }],
    ['another digest', { digests: { sha256: sha256Of('other') } }],
  ] as const) {
    it(`notices ${what}`, async () => {
      const assets = intact.assets.map((asset) => ({ ...asset, ...rest }));
      assert.equal((await check({ ...intact, assets })).assets[0]?.state, 'replaced');
    });
  }

  it('finds the locked file among several with its name, and accepts a digest in capitals', async () => {
    const assets = intact.assets.flatMap((asset) => [
      { ...asset, upstreamId: 'twin' },
      { ...asset, digests: { sha256: sha256Of(asset.upstreamId).toUpperCase() } },
    ]);
    assert.ok((await check({ ...intact, assets })).assets.every(({ state }) => state === 'same'));
  });

  it('reports the version that would be locked now', async () => {
    assert.equal((await check(intact, 'v2.0.0', 'v1.4.0')).newer, 'v1.4.0');
    assert.equal((await check(intact, 'v2.0.0')).newer, undefined);
    const ports = new FakeUpstream(makeVersion('v1.4.0', SAW_FILES), intact);
    await checkLockedTools({ tools: new Map([['saw', tool]]) }, { ports });
    assert.deepEqual(ports.asked, ['version v1.0.0', 'versions'], 'the files of the newer version do not matter');
  });

  it('distinguishes a version that cannot be listed from one without files', async () => {
    const error = new EngineError('network', 'no', { host: 'git.example.org' });
    const lock = { tools: new Map([['saw', tool]]) };
    const ports = Object.assign(new FakeUpstream(), { version: () => Promise.reject(error) });
    assert.deepEqual(await checkLockedTools(lock, { ports }), [{ ok: false, name: 'saw', tool, error }]);
  });

  it('rejects with the reason of an abort', async () => {
    const stop = new AbortController();
    const version = () => {
      stop.abort(new Error('enough'));
      return Promise.reject(new Error('cut off'));
    };
    const lock = { tools: new Map([['saw', tool]]) };
    await assert.rejects(
      checkLockedTools(lock, { ports: Object.assign(new FakeUpstream(), { version }), signal: stop.signal }),
      /enough/,
    );
  });
});

describe('outdatedTools', () => {
  const lock = withTool(EMPTY_LOCK, 'saw', lockedTool(['any']));
  const outdated = (rest: object): readonly string[] =>
    outdatedTools({ tools: new Map([['saw', { ...sawSpec, ...rest }]]) }, lock);

  it('finds nothing if the lock matches the file', () => assert.deepEqual(outdated({}), []));

  for (const [what, rest] of [
    ['another range', { version: '^2' }],
    ['another instance', { instance: 'https://other.example/' }],
    ['another source', { source: { kind: 'genericPackage', owner: 'tools', package: 'saw' } }],
    ['another pattern', { asset: 'saw-*' }],
    ['other programs', { executables: ['sawmill'] }],
  ] as const) {
    it(`finds ${what}`, () => assert.deepEqual(outdated(rest), ['saw']));
  }

  it('finds tools that are not locked', () => {
    assert.deepEqual(outdatedTools({ tools: new Map([['saw', sawSpec]]) }, withoutTool(lock, 'saw')), ['saw']);
  });

  it('finds a locked version that is not the one named, in whatever spelling', () => {
    const isOutdated = (version: string, locked: string): boolean => {
      const tool = { ...lockedTool(['any']), requested: version, version: locked };
      return (
        outdatedTools({ tools: new Map([['saw', { ...sawSpec, version }]]) }, withTool(EMPTY_LOCK, 'saw', tool))
          .length > 0
      );
    };
    for (const [version, locked] of [
      ['1.1.0', 'v1.0.0'],
      ['v1.1.0', 'v1.1.1'],
      ['=1.1.0', 'saw-1.0.0'],
      ['1.1.0', 'nightly'],
    ] as const)
      assert.ok(isOutdated(version, locked), `${version} ${locked}`);
    for (const [version, locked] of [
      ['1.1.0', 'v1.1.0'],
      ['v1.1.0', 'V1.1.0'],
      ['=1.1.0', 'saw-1.1.0'],
      ['1.1.0', '1.1.0-1'],
      ['1.1.0-rc.1', 'v1.1.0-rc.1'],
      ['^1.1', 'v1.0.0'],
      ['1.1', 'v1.0.0'],
      ['latest', 'nightly'],
    ] as const)
      assert.ok(!isOutdated(version, locked), `${version} ${locked}`);
  });

  it('finds tools that are only in the lock, after all others', () => {
    const both = withTool(lock, 'adze', lockedTool(['any']));
    assert.deepEqual(outdatedTools({ tools: new Map([['saw', { ...sawSpec, version: '^2' }]]) }, both), [
      'saw',
      'adze',
    ]);
  });
});

describe('formatLock', () => {
  it('writes the same text whatever the order, and reads it back', async () => {
    const { tool } = await lockTool(
      'saw',
      { ...sawSpec, executables: ['saw'] },
      new FakeUpstream(makeVersion('v1.0.0', SAW_FILES)),
    );
    const reversed = {
      ...tool,
      assets: new Map([...tool.assets].toReversed()),
      platforms: new Map([...tool.platforms].toReversed()),
    };
    const axe = lockedTool(['any'], { asset: { any: 'saw-*' } });
    const one = formatLock({
      tools: new Map([
        ['saw', tool],
        ['axe', axe],
      ]),
    });
    assert.equal(
      one,
      formatLock({
        tools: new Map([
          ['axe', axe],
          ['saw', reversed],
        ]),
      }),
    );
    const read = decodeLock(one, 'f');
    assert.equal(formatLock(read), one);
    assert.deepEqual(read.tools.get('axe'), axe);
    assert.deepEqual([...read.tools.keys()], ['axe', 'saw']);
    assert.equal(read.tools.get('saw')?.instance, INSTANCE);
  });

  it('has a layout that suits diffs', () => {
    const text = formatLock({ tools: new Map([['axe', lockedTool(['any'])]]) });
    assert.equal(
      text,
      `{
  "lockVersion": 1,
  "tools": {
    "axe": {
      "instance": "https://git.example.org/",
      "release": "tools/saw",
      "version": "v1.0.0",
      "requested": "^1",
      "assets": {
        "saw-any": {
          "upstreamId": "uuid any",
          "storage": "attachment",
          "sizeBytes": 100,
          "sha256": "${sha256Of('uuid any')}",
          "evidence": {
            "kind": "none",
            "from": "bytes"
          }
        }
      },
      "platforms": {
        "any": "saw-any"
      }
    }
  }
}
`,
    );
  });

  it('refuses a lock of a later version by name, and one with missing references', () => {
    const ruleOf = (text: string): unknown => {
      try {
        return decodeLock(text, 'f');
      } catch (error) {
        return isEngineError(error, 'badProjectFile') && [error.facts.rule, error.facts.key];
      }
    };
    assert.deepEqual(ruleOf('{"lockVersion": 2, "tools": {"of": "another form"}}'), ['lockVersion', 'lockVersion']);
    const text = formatLock({ tools: new Map([['axe', lockedTool(['any'])]]) });
    assert.deepEqual(ruleOf(text.replace('"any": "saw-any"', '"any": "saw"')), ['lock', 'tools.axe.platforms.any']);
    assert.deepEqual(ruleOf(text.replace('"axe"', '"../axe"')), ['lock', 'tools.../axe']);
    assert.deepEqual(ruleOf('<<<<<<< HEAD\n{}'), ['json', '']);
  });
});
