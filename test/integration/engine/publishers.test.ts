import assert from 'node:assert/strict';
import { recordKey } from '../../../src/engine/index.ts';
import type { Asset, LockedTool, ToolSpec } from '../../../src/engine/index.ts';
import { HABITS, OPENPGP_KEY, SAW, keyOf } from '../../support/forge/demo/publishers/habits.ts';
import { fixtureText } from '../../support/signatures/fixtures.ts';
import { refusal, useLadder } from '../../support/ladderRig.ts';

describe('releases as publishers make them', () => {
  const rig = useLadder();
  const listed = async (repo: string, name: string, version = 'v1.0.0'): Promise<Asset> => {
    const source = { kind: 'release', owner: 'publishers', repo } as const;
    const { value } = await rig.engine.version(rig.forge.url, source, version, { refresh: true });
    const asset = value.assets.find((one) => one.name === name);
    assert.ok(asset, name);
    return asset;
  };

  for (const habit of HABITS)
    it(`${habit.repo}: each file is signed by a key that is trusted, and ${habit.untrusted} before`, async () => {
      rig.keys = [];
      for (const name of SAW) {
        const { record } = await rig.engine.obtain(await listed(habit.repo, name));
        assert.equal(record.evidence.kind, habit.untrusted);
        assert.deepEqual(record.evidence.changes, []);
      }
      rig.keys = [keyOf(habit)];
      for (const name of SAW)
        assert.equal((await rig.engine.obtain(await listed(habit.repo, name))).record.evidence.kind, 'signature', name);
    });

  for (const repo of ['powershell', 'markdown', 'columns', 'provenance'])
    it(`${repo}: each file has its digest there`, async () => {
      for (const name of SAW) assert.equal(await rig.kindOf(await listed(repo, name)), 'checksum', name);
    });

  it('notes: a digest in the release notes counts as such, and meets no requirement', async () => {
    const [darwin, linux, windows] = SAW;
    for (const name of [darwin, linux]) {
      const asset = await listed('notes', name);
      assert.equal(await rig.kindOf(asset), 'notes');
      assert.equal((await rig.engine.find(asset))?.record.evidence.kind, 'notes');
      const verified = await rig.engine.verify(recordKey(asset));
      assert.equal(verified.state, 'intact');
    }
    const { facts } = await refusal(rig.engine.obtain(await listed('notes', windows)), 'integrity');
    assert.equal(facts.source, 'notes');
    rig.require = 'checksum';
    await refusal(rig.engine.obtain(await listed('notes', linux)), 'untrusted');
  });

  it('targets: a new target needs no consent, and only one list is read', async () => {
    const name = 'saw-x86_64-unknown-linux-gnu.tar.gz';
    const { record: before } = await rig.engine.obtain(await listed('targets', name));
    const { record } = await rig.engine.obtain(await listed('targets', name, 'v1.1.0'));
    for (const { evidence } of [before, record]) {
      assert.deepEqual([evidence.kind, evidence.changes], ['checksum', []]);
      assert.deepEqual(
        evidence.files.map((file) => file.name),
        ['saw-x86_64-unknown-linux-gnu.sha256'],
      );
    }
  });

  describe('librewolf', () => {
    const spec = (version: string): ToolSpec => ({
      instance: rig.forge.url,
      source: { kind: 'release', owner: 'librewolf', repo: 'bsys6' },
      version,
    });
    const lock = async (version: string): Promise<LockedTool> => {
      const [result] = await rig.engine.lock({ tools: new Map([['librewolf', spec(version)]]) });
      assert.ok(result);
      if (!result.ok) throw result.error;
      return result.update.after;
    };

    it('is locked: the newest packaging of the newest version, by its signature', async () => {
      rig.keys = [fixtureText(`releases/${OPENPGP_KEY}`)];
      for (const [range, expected] of [
        ['latest', '143.0.4-1'],
        ['^142', '142.0.1-1'],
        ['~143.0.1', '143.0.4-1'],
      ] as const) {
        const { version, assets } = await lock(range);
        assert.equal(version, expected);
        const linux = assets.get(`librewolf-${expected}-linux-x86_64-package.tar.xz`);
        assert.equal(linux?.evidence.kind, 'signature');
      }
    });
  });
});
