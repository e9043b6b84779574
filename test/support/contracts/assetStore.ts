import assert from 'node:assert/strict';
import type { AssetRecord, AssetStore } from '../../../src/engine/ports.ts';
import { EVIDENCE_RULES } from '../../../src/engine/evidence.ts';
import type { Evidence } from '../../../src/engine/evidence.ts';
import { makeRecord } from '../records.ts';
import { describeAssetBackend } from './assetBackend.ts';
import type { OpenedStore } from './assetBackend.ts';

const LIST = { file: 'SHA256SUMS', scope: 'list', digests: [{ algorithm: 'sha512', hex: 'b'.repeat(128) }] } as const;
const SIGNATURE = { file: 'SHA256SUMS.minisig', scheme: 'minisign', keyId: 'F00D', comment: 'ü' } as const;

/** Evidence with every possible field. */
const FULL_EVIDENCE: Evidence = {
  kind: 'signature',
  sources: [{ kind: 'signature', fits: true, file: LIST.file, keyId: 'F00D', digest: LIST.digests[0] }],
  findings: {
    signatures: [
      { file: 'tool.bin.sig', problem: 'fetch', code: 'gone' },
      { file: 'tool.bin.asc', scheme: 'ssh', keyId: 'SHA256:x', signer: 'carried', problem: 'unknown-key' },
    ],
    checksums: [
      { ...LIST, signatures: [SIGNATURE] },
      { ...LIST, digests: [], problem: 'weak', clearsigned: true, signatures: [] },
    ],
  },
  files: [
    { name: 'SHA256SUMS', upstreamId: 'u', storage: 'external', sizeBytes: 9, digests: {}, externalUrl: 'https://x/' },
    { name: 'b', upstreamId: 'v', storage: 'packageFile', sizeBytes: undefined, digests: { sha384: 'c'.repeat(96) } },
  ],
  digests: { sha256: 'a'.repeat(64), sha512: 'b'.repeat(128) },
  changes: [
    { kind: 'signature-missing', before: ['F00D'] },
    { kind: 'key-changed', before: ['F00D'], now: ['F00E'] },
    { kind: 'weaker', before: 'server', now: 'none' },
    { kind: 'replaced', before: 'a'.repeat(64), now: 'b'.repeat(64) },
  ],
  listed: { sha256: 'a'.repeat(64) },
  checkedAt: 7,
  rules: EVIDENCE_RULES,
  gatheredAt: 6,
  trustId: 'keys',
};

/**
 * The contract of every `AssetStore`. `open` returns an empty one and its backend. Uses nothing but mocha's globals and
 * `assert`.
 */
export function describeAssetStore(name: string, open: () => Promise<OpenedStore>): void {
  describeAssetBackend(name, open);

  describe(`${name} as an AssetStore`, () => {
    let store: AssetStore;
    const put = async (...records: readonly AssetRecord[]): Promise<void> => {
      for (const record of records) await store.upsert(record);
    };
    const keys = (records: readonly AssetRecord[]): string[] => records.map(({ key }) => key).sort();
    beforeEach(async () => {
      ({ store } = await open());
    });

    it('is empty at first', async () => {
      assert.equal(await store.find(makeRecord({}).key), undefined);
      assert.deepEqual((await store.list()).records, []);
    });

    it('returns a record as it was stored', async () => {
      const full = makeRecord({
        source: { kind: 'genericPackage', owner: 'alice', package: 'tool' },
        storage: 'packageFile',
        evidence: FULL_EVIDENCE,
        digests: { sha256: 'a'.repeat(64), sha512: 'b'.repeat(128) },
        kept: true,
      });
      assert.deepEqual(await store.upsert(full), { row: full });
      assert.deepEqual(await store.find(full.key), full);
      assert.deepEqual((await store.list()).records, [full]);
    });

    it('returns the replaced bytes, if any', async () => {
      const before = makeRecord({ sha256: 'a'.repeat(64) });
      await put(before);
      assert.deepEqual(await store.upsert({ ...before, kept: true }), { row: { ...before, kept: true } });
      const after = { ...before, sha256: 'c'.repeat(64) };
      assert.deepEqual(await store.upsert(after), { row: after, replacedSha256: before.sha256 });
      assert.deepEqual((await store.list()).records, [after]);
    });

    it("stores the caller's merge of a new and an existing record, or nothing if it throws", async () => {
      const before = makeRecord({ kept: true });
      await put(before);
      const after = { ...before, sha256: 'c'.repeat(64), kept: false };
      const refused = store.upsert(after, () => {
        throw new Error('kept');
      });
      await assert.rejects(refused, /kept/);
      assert.deepEqual(await store.find(before.key), before);
      const merged = { ...after, kept: true };
      assert.deepEqual(await store.upsert(after, (one, other) => ({ ...one, kept: other?.kept ?? false })), {
        row: merged,
        replacedSha256: before.sha256,
      });
      assert.deepEqual(await store.find(before.key), merged);
    });

    it('moves the time of use back if a clock was far ahead', async () => {
      const record = makeRecord({ usedAt: 9 * 60_000 });
      await put(record);
      await store.touch(record.key, 1);
      assert.equal((await store.find(record.key))?.usedAt, 9 * 60_000);
      await put({ ...record, usedAt: 11 * 60_000 });
      await store.touch(record.key, 1);
      assert.equal((await store.find(record.key))?.usedAt, 1);
    });

    it('moves the time of use forward, never back, without creating a record', async () => {
      const record = makeRecord({ usedAt: 100 });
      await put(record);
      await store.touch(record.key, 200);
      await store.touch(record.key, 150);
      assert.deepEqual(await store.find(record.key), { ...record, usedAt: 200 });
      const other = makeRecord({ id: 'other' });
      await store.touch(other.key, 200);
      assert.equal(await store.find(other.key), undefined);
    });

    it('applies edits one after another, so that none undoes another', async () => {
      const record = makeRecord({});
      await put(record);
      const pin = store.edit(record.key, (one) => ({ ...one, kept: true }));
      const touch = store.touch(record.key, 9);
      const rename = store.edit(record.key, (one) => ({ ...one, name: 'new' }));
      await Promise.all([pin, touch, rename]);
      const expected = { ...record, kept: true, usedAt: 9, name: 'new' };
      assert.deepEqual(await store.find(record.key), expected);
      assert.deepEqual(await rename, expected);
      const [touched, deleted] = await Promise.all([store.touch(record.key, 99), store.delete(record.key)]);
      assert.deepEqual([touched, deleted, await store.find(record.key)], [undefined, true, undefined]);
      const other = makeRecord({ id: 'other' });
      assert.equal(await store.edit(other.key, () => other), undefined);
      assert.equal(await store.find(other.key), undefined);
    });

    it('knows which bytes a record points at', async () => {
      const one = makeRecord({ id: '1', sha256: 'a'.repeat(64) });
      const two = makeRecord({ id: '2', sha256: 'a'.repeat(64) });
      await put(one, two);
      await store.delete(one.key);
      assert.equal(await store.shaReferenced('a'.repeat(64)), true);
      await store.delete(two.key);
      assert.equal(await store.shaReferenced('a'.repeat(64)), false);
    });

    it('returns whether it deleted a record', async () => {
      const record = makeRecord({});
      await put(record);
      assert.equal(await store.delete(record.key, ({ usedAt }) => usedAt !== record.usedAt), false);
      assert.deepEqual(await store.find(record.key), record);
      await assert.rejects(
        store.delete(record.key, () => Promise.reject(new Error('busy'))),
        /busy/,
      );
      assert.equal(await store.delete(record.key, () => Promise.resolve(false)), false);
      assert.deepEqual(await store.find(record.key), record);
      assert.equal(await store.delete(record.key), true);
      assert.equal(await store.delete(record.key), false);
      assert.equal(await store.find(record.key), undefined);
    });

    it('loses none of many records that are written at once', async () => {
      const records = Array.from({ length: 40 }, (_, index) => makeRecord({ id: `${index}` }));
      await Promise.all(records.map((record) => store.upsert(record)));
      assert.deepEqual(keys((await store.list()).records), keys(records));
    });
  });
}
