import assert from 'node:assert/strict';
import { readFile, rm } from 'node:fs/promises';
import type { Expected } from '../../../src/engine/evidence.ts';
import { openDirectoryStores, systemClock } from '../../../src/engine/index.ts';
import type { Asset, Evidence } from '../../../src/engine/index.ts';
import { refusal, useLadder } from '../../support/ladderRig.ts';
import { sha256Of } from '../../support/records.ts';

describe('identity and evidence of a file', () => {
  const rig = useLadder();
  const OTHER = 'f'.repeat(64);
  const meant = (by: Expected['by'], sha256: string): { readonly expected: Expected } => ({
    expected: { by, digests: { sha256 } },
  });
  const requestsFor = ({ upstreamId }: Asset): number =>
    rig.forge.requests.filter(({ path }) => path.includes(upstreamId)).length;
  const packageFile = async (): Promise<Asset> => {
    const source = { kind: 'genericPackage', owner: 'ladder', package: 'rung-registry' } as const;
    const { value } = await rig.engine.version(rig.forge.url, source, '1.0.0');
    const asset = value.assets.find(({ name }) => name === 'tool.txt');
    assert.ok(asset);
    return asset;
  };

  for (const by of ['lock', 'caller'] as const)
    describe(`by the digest of a ${by}`, () => {
      it('meets no requirement, now or later, and makes no request', async () => {
        const asset = await rig.listed('rung-checksum-file');
        const sha256 = sha256Of(rig.bytesOf('rung-checksum-file'));
        rig.require = 'signature';
        await refusal(rig.engine.obtain(asset, meant(by, sha256)), 'untrusted');
        assert.equal(requestsFor(asset), 0);
        rig.require = 'any';
        assert.equal((await rig.engine.obtain(asset, meant(by, sha256))).record.evidence.kind, 'checksum');
        for (const require of ['signature', 'pin'] as const) {
          rig.require = require;
          await refusal(rig.engine.obtain(asset, meant(by, sha256)), 'untrusted');
          await refusal(rig.engine.find(asset), 'untrusted');
        }
        assert.equal(await rig.engine.pinOf(asset), undefined);
      });

      it('refuses other bytes before they are used, fetched or from the cache', async () => {
        const asset = await rig.listed('rung-none');
        const fetched = await refusal(rig.engine.obtain(asset, meant(by, OTHER)), 'integrity');
        assert.equal(fetched.facts.source, by);
        assert.deepEqual(fetched.facts.sources, []);
        assert.equal(await rig.engine.find(asset), undefined);
        const { path } = await rig.engine.obtain(asset);
        assert.equal((await refusal(rig.engine.obtain(asset, meant(by, OTHER)), 'integrity')).facts.source, by);
        await readFile(path);
      });
    });

  describe('by the digests of an asset that a caller passes in', () => {
    it("does not count them as the instance's digests", async () => {
      const asset = await rig.listed('rung-none');
      const mislabelled = { ...asset, digests: { sha256: sha256Of(rig.bytesOf('rung-none')) } };
      rig.require = 'server';
      await refusal(rig.engine.obtain(mislabelled), 'untrusted');
      rig.require = 'any';
      const { record } = await rig.engine.obtain(mislabelled);
      assert.deepEqual([record.evidence.kind, record.digests], ['none', {}]);
      rig.require = 'server';
      await refusal(rig.engine.obtain(mislabelled), 'untrusted');
    });

    it("counts as the instance's if that lists the same file with them", async () => {
      rig.require = 'server';
      const asset = await packageFile();
      const unlabelled = { ...asset, digests: {} };
      assert.equal(await rig.kindOf(unlabelled), 'server');
      const upload = { ...asset, upstreamId: OTHER, digests: { sha256: OTHER } };
      await refusal(rig.engine.obtain(upload), 'untrusted');
    });

    it('refuses any other file', async () => {
      const asset = { ...(await rig.listed('rung-none')), digests: { sha256: OTHER } };
      assert.equal((await refusal(rig.engine.obtain(asset), 'integrity')).facts.source, 'listed');
      const file = await packageFile();
      rig.forge.faults.add({ kind: 'flip', atByte: 0, path: /tool\.txt$/, times: 1 });
      assert.equal((await refusal(rig.engine.obtain(file), 'integrity')).facts.source, 'server');
    });
  });

  describe('by what the user does', () => {
    it('refuses any other file if the user keeps one, without counting that as evidence', async () => {
      const asset = await rig.listed('rung-none');
      const { record, path } = await rig.engine.obtain(asset);
      await rig.engine.cache.keep(record.key, true);
      await rm(path, { force: true });
      assert.equal(await rig.kindOf(asset), 'remembered');
      rig.require = 'pin';
      await refusal(rig.engine.obtain(asset), 'untrusted');
    });

    it('meets every requirement with a pinned digest until it is unpinned', async () => {
      const asset = await rig.listed('rung-none');
      await rig.engine.pin(asset, { sha256: sha256Of(rig.bytesOf('rung-none')) });
      rig.require = 'pin';
      assert.equal(await rig.kindOf(asset), 'pin');
      await rig.engine.pin(asset, undefined);
      const [record] = await rig.engine.cache.list();
      assert.equal(record?.evidence.kind, 'remembered', 'the record and the list of pins agree at once');
      await refusal(rig.engine.find(asset), 'untrusted');
    });
  });

  it('ignores pins and server digests in records of a version that counted a lock as either', async () => {
    const asset = await rig.listed('rung-none');
    const { record } = await rig.engine.obtain(asset);
    const digest = { algorithm: 'sha256', hex: record.sha256 };
    const { rules, ...evidence } = record.evidence;
    assert.equal(rules, 2);
    const sources = (['pin', 'server'] as const).map((kind) => ({ kind, fits: true, digest }));
    const { store } = openDirectoryStores({
      directory: rig.directory(),
      clock: systemClock,
      writerId: 'older version',
    });
    await store.upsert({ ...record, evidence: { ...evidence, kind: 'pin', sources } as unknown as Evidence });
    await using later = await rig.open();
    assert.equal((await later.engine.cache.list())[0]?.evidence.kind, 'none');
    for (const require of ['pin', 'server'] as const) {
      rig.require = require;
      await refusal(later.engine.find(asset), 'untrusted');
    }
    await later.engine.pin(asset, { sha256: record.sha256 });
    assert.equal((await later.engine.find(asset))?.record.evidence.kind, 'pin');
  });
});
