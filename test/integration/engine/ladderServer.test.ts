import assert from 'node:assert/strict';
import { relative, sep } from 'node:path';
import { recordKey } from '../../../src/engine/index.ts';
import type { Asset } from '../../../src/engine/index.ts';
import { watchFileCalls } from '../../crash/fileCalls.ts';
import { DEMO_KEYS } from '../../support/forge/demo/keys.ts';
import { refusal, useLadder } from '../../support/ladderRig.ts';
import { sha256Of } from '../../support/records.ts';

const { stranger } = DEMO_KEYS;

describe('the ladder on a hostile or slow server', () => {
  const rig = useLadder();
  const place = (repo: string, name: string) => ({ owner: 'ladder', repo, tag: 'v1.0.0', name });

  describe('a server that hides or damages evidence files', () => {
    for (const fault of [
      { kind: 'status', status: 404 },
      { kind: 'status', status: 403 },
      { kind: 'botWall' },
      { kind: 'short', bytes: 10 },
      { kind: 'long', bytes: 10 },
    ] as const)
      it(`shows as not fetched, which counts neither way: ${JSON.stringify(fault)}`, async () => {
        const asset = await rig.listed('rung-minisign');
        const sidecar = await rig.listed('rung-minisign', 'tool.txt.minisig');
        rig.forge.faults.add({ ...fault, path: new RegExp(sidecar.upstreamId) });
        const { evidence } = (await rig.engine.obtain(asset)).record;
        assert.equal(evidence.kind, 'none');
        assert.deepEqual(
          evidence.findings.signatures.map(({ file, problem }) => [file, problem]),
          [['tool.txt.minisig', 'fetch']],
        );
        rig.forge.faults.clear();
        rig.require = 'signature';
        assert.equal(await rig.kindOf(asset), 'signature', 'the spoilt file is not stored');
      });

    it('fails without a byte of the file if the evidence may be available later', async () => {
      const asset = await rig.listed('rung-minisign');
      const sidecar = await rig.listed('rung-minisign', 'tool.txt.minisig');
      rig.forge.faults.add({ kind: 'status', status: 418, path: new RegExp(sidecar.upstreamId) });
      await refusal(rig.engine.obtain(asset), 'server');
      assert.ok(!rig.forge.requests.some(({ path }) => path.includes(asset.upstreamId)));
    });

    it('counts as weaker than before, once the same version had it', async () => {
      const asset = await rig.listed('rung-minisign');
      await rig.engine.obtain(asset);
      await rig.engine.cache.evict([recordKey(asset)], { alsoKept: true });
      rig.forge.removeAttachment(place('rung-minisign', 'tool.txt.minisig'));
      const again = await rig.listed('rung-minisign', 'tool.txt', true);
      const { facts } = await refusal(rig.engine.obtain(again), 'changed');
      assert.deepEqual(
        facts.changes.map(({ kind }) => kind),
        ['signature-missing'],
      );
    });
  });

  describe('the same list for many', () => {
    it('is fetched once for all files of a release', async () => {
      const repo = 'rung-checksum-list';
      const bytes = Array.from({ length: 20 }, (_, index) => Buffer.from(`part ${index}`));
      rig.forge.replaceAttachment(
        place(repo, 'SHA256SUMS'),
        Buffer.from(bytes.map((one, index) => `${sha256Of(one)}  part-${index}\n`).join('')),
      );
      bytes.forEach((one, index) => rig.forge.addAttachment(place(repo, `part-${index}`), one));
      const assets = await Promise.all(bytes.map((_, index) => rig.listed(repo, `part-${index}`)));
      const list = await rig.listed(repo, 'SHA256SUMS');
      assert.deepEqual(new Set(await Promise.all(assets.map((one) => rig.kindOf(one)))), new Set(['checksum']));
      assert.equal(rig.forge.requests.filter(({ path }) => path.includes(list.upstreamId)).length, 1);
    });

    it("reads the checksum lists despite many copies of a stranger's sidecar", async () => {
      const repo = 'wrong-checksum';
      for (let time = 0; time < 6; time += 1)
        rig.forge.addAttachment(place(repo, 'tool.txt.minisig'), stranger.sign('tool.txt', rig.bytesOf(repo)));
      await refusal(rig.engine.obtain(await rig.listed(repo)), 'integrity');
    });
  });

  describe('an abort', () => {
    const unhandled: unknown[] = [];
    const note = (reason: unknown): void => void unhandled.push(reason);
    before(() => process.on('unhandledRejection', note));
    after(() => process.off('unhandledRejection', note));

    const settlesAtOnce = async (asset: Asset): Promise<void> => {
      const stop = new AbortController();
      const before = rig.forge.requests.length;
      const work = rig.engine.obtain(asset, { signal: stop.signal }).catch((error: unknown) => error);
      while (rig.forge.requests.length === before) await new Promise(setImmediate);
      const reason = new Error('enough');
      stop.abort(reason);
      // The server never answers, so the signal's reason shows that the abort ended the call.
      assert.equal(await work, reason);
      await new Promise(setImmediate);
      assert.deepEqual(unhandled, []);
    };

    it('settles while evidence files are being fetched, and leaves nothing behind', async () => {
      const asset = await rig.listed('rung-all');
      rig.forge.faults.add({ kind: 'silence' });
      await settlesAtOnce(asset);
    });

    it('settles while evidence files are fetched again because keys changed', async () => {
      const asset = await rig.listed('rung-all');
      await rig.engine.obtain(asset);
      await rig.loseEvidence();
      rig.keys = [];
      rig.forge.faults.add({ kind: 'silence' });
      await settlesAtOnce(asset);
    });
  });

  it("reads only the record, the pin and the file's size on a hit", async () => {
    const asset = await rig.listed('rung-minisign-list');
    const { path } = await rig.engine.obtain(asset);
    // The pass that makes room after a download reads more.
    await rig.engine.cache.trim();
    const seen = new Set<string>();
    const stop = await watchFileCalls(rig.directory(), { before: (call) => void seen.add(call.path) });
    const before = rig.forge.requests.length;
    try {
      await rig.engine.obtain(asset);
    } finally {
      stop();
    }
    const rooms = [...seen].map((one) =>
      one === path ? 'blob' : (relative(rig.directory(), one).split(sep)[1] ?? ''),
    );
    // A pin of an earlier version is looked up under its own names, unless it is known that there is none.
    assert.deepEqual([...new Set(rooms)].filter((one) => one !== 'trust').toSorted(), ['blob', 'pins', 'state']);
    assert.equal(rig.forge.requests.length, before);
  });
});
