import assert from 'node:assert/strict';
import type { AssetRecord, AssetStore } from '../../../src/engine/ports.ts';
import { storedRecord } from '../../../src/engine/store/recordEntry.ts';
import { makeRecord } from '../records.ts';

/** Changes that others, newer versions or bad luck make to the backend of a store. */
export interface AssetBackend {
  /** Stores any value in place of the record with that key. */
  readonly plant: (key: string, value: unknown) => Promise<unknown>;
  /** The value stored under that key. */
  readonly stored: (key: string) => Promise<unknown>;
  /** Makes that record unreadable, if the backend allows that. */
  readonly damage?: (key: string) => Promise<unknown>;
  /** The store of another window, if several can share the backend. */
  readonly again?: () => Promise<AssetStore>;
}

/** An empty store and its backend. */
export interface OpenedStore {
  readonly store: AssetStore;
  readonly backend: AssetBackend;
}

/** The part of the contract that needs access to the backend of a store. */
export function describeAssetBackend(name: string, open: () => Promise<OpenedStore>): void {
  describe(`${name} as an AssetStore, whatever others do to its backend`, () => {
    let store: AssetStore;
    let backend: AssetBackend;
    const put = async (...records: readonly AssetRecord[]): Promise<void> => {
      for (const record of records) await store.upsert(record);
    };
    beforeEach(async () => {
      ({ store, backend } = await open());
    });

    const isUntouched = async (key: string): Promise<void> => {
      const failing = [
        () => store.find(key),
        () => store.edit(key, (one) => ({ ...one, kept: true })),
        () => store.touch(key, 9),
        () => store.upsert({ ...makeRecord({}), key }),
        () => store.delete(key),
      ];
      for (const call of failing) await assert.rejects(call(), { code: 'storage' });
    };

    it('preserves a record of a newer version, does not treat it as absent, and knows its bytes', async () => {
      const good = makeRecord({ id: 'good' });
      await put(good);
      const other = makeRecord({ id: 'newer' });
      const newer = { ...other, ...storedRecord(other), evidence: { kind: 'attestation' }, sizeBytes: 7 };
      await backend.plant(newer.key, newer);
      await isUntouched(newer.key);
      assert.deepEqual(await backend.stored(newer.key), newer);
      const { key, sha256, sizeBytes } = newer;
      assert.deepEqual(await store.list(), { records: [good], foreign: [{ key, sha256, sizeBytes }], unreadable: [] });
      assert.equal(await store.shaReferenced(newer.sha256), true);
    });

    it('ignores pins and server digests of a version that counted a lock as either, even after edits', async () => {
      const record = makeRecord({});
      const digest = { algorithm: 'sha256', hex: record.sha256 } as const;
      const kinds = ['pin', 'signature', 'server'] as const;
      const sources = kinds.map((kind) => ({ kind, fits: true, digest }));
      const changes = [{ kind: 'weaker', before: 'server', now: 'none' }] as const;
      const { rules, ...evidence } = { ...record.evidence, kind: 'pin' as const, sources, changes };
      const storedKinds = async (): Promise<readonly string[]> => {
        const found = await store.find(record.key);
        return [found?.evidence.kind ?? '', ...(found?.evidence.sources.map(({ kind }) => kind) ?? [])];
      };
      for (const change of [
        (one: AssetRecord) => ({ ...one, usedAt: one.usedAt + 1 }),
        (one: AssetRecord) => ({ ...one, evidence: { ...one.evidence, changes: [] } }),
        (one: AssetRecord) => ({ ...one, evidence: { ...one.evidence, checkedAt: 9 } }),
      ]) {
        await backend.plant(record.key, { ...storedRecord(record), evidence });
        assert.deepEqual(await storedKinds(), ['signature', 'signature']);
        await store.edit(record.key, change);
        assert.deepEqual(await storedKinds(), ['signature', 'signature']);
      }
      const judged = { ...record.evidence, kind: 'pin' as const, sources: sources.slice(0, 1) };
      await store.edit(record.key, (one) => ({ ...one, evidence: judged }));
      assert.equal(rules, judged.rules);
      assert.deepEqual(await storedKinds(), ['pin', 'pin'], 'records judged by the new rules stay');
    });

    it('takes a reason of a newer version why bytes are not in their place for their absence, and preserves it', async () => {
      const record = makeRecord({});
      const absence = { kind: 'lent', to: 'another machine' };
      await backend.plant(record.key, { ...storedRecord(record), absence });
      assert.deepEqual((await store.find(record.key))?.absence, { kind: 'gone' });
      await store.touch(record.key, 9);
      assert.deepEqual(((await backend.stored(record.key)) as { absence?: unknown }).absence, absence);
      await store.upsert({ ...record, storedAt: 8 });
      assert.deepEqual(await store.find(record.key), { ...record, storedAt: 8 });
    });

    it('keeps fields of newer versions however a record is changed', async () => {
      const record = makeRecord({});
      const { evidence } = record;
      const newer = { ...storedRecord(record), stars: 5, evidence: { ...evidence, at: { noon: true } } };
      await backend.plant(record.key, newer);
      assert.deepEqual(await store.find(record.key), record);
      await store.touch(record.key, 9);
      await store.edit(record.key, (one) => ({ ...one, kept: true }));
      await store.edit(record.key, (one) => ({ ...one, evidence: { ...one.evidence, checkedAt: 8 } }));
      await store.upsert({ ...record, usedAt: 5 });
      await store.touch(record.key, 9);
      await store.edit(record.key, (one) => ({ ...one, kept: true, evidence: { ...one.evidence, checkedAt: 8 } }));
      const expected = { ...newer, usedAt: 9, pinned: true, evidence: { ...newer.evidence, checkedAt: 8 } };
      assert.deepEqual(await backend.stored(record.key), expected);
    });

    it('stores whether a file is kept under the name that version 0.1 reads and wrote', async () => {
      const record = makeRecord({ kept: true });
      await put(record);
      assert.deepEqual(await backend.stored(record.key), storedRecord(record));
      assert.equal((storedRecord(record) as { pinned?: unknown }).pinned, true);
      await backend.plant(record.key, { ...storedRecord(record), pinned: false });
      assert.deepEqual(await store.find(record.key), { ...record, kept: false });
    });

    it('reports an entry that is not a record as unreadable, and protects all bytes', async () => {
      const good = makeRecord({ id: 'good' });
      await put(good);
      const raw = storedRecord(good);
      const values = [null, 'text', {}, { ...raw, sha256: '../../etc/passwd' }, { ...raw, sizeBytes: -1 }, raw];
      for (const [index, value] of values.entries()) {
        const { key } = makeRecord({ id: `bad ${index}` });
        await backend.plant(key, value);
        await isUntouched(key);
      }
      const { records, foreign, unreadable } = await store.list();
      assert.deepEqual([records, foreign], [[good], []]);
      assert.deepEqual(
        unreadable.map(({ code }) => code),
        values.map(() => 'storage'),
      );
      assert.equal(await store.shaReferenced(good.sha256), true);
      await assert.rejects(store.shaReferenced('f'.repeat(64)), { code: 'storage' });
    });

    it('never treats an unreadable record as absent', async function () {
      if (!backend.damage) this.skip();
      const [good, bad] = [makeRecord({ id: 'good' }), makeRecord({ id: 'bad' })];
      await put(good, bad);
      await backend.damage(bad.key);
      await isUntouched(bad.key);
      assert.equal((await store.list()).unreadable.length, 1);
      await assert.rejects(store.shaReferenced('f'.repeat(64)), { code: 'storage' });
      assert.deepEqual(await store.find(good.key), good);
    });

    it('loses no edit and revives no removed record when two windows change one record at once', async function () {
      if (!backend.again) this.skip();
      this.timeout(180_000);
      const other = await backend.again();
      const outcomes = { pins: 0, evidence: 0, ghosts: 0 };
      for (let round = 0; round < 200; round += 1) {
        const record = makeRecord({ id: `${round}` });
        await put(record);
        await Promise.all([
          store.edit(record.key, (one) => ({ ...one, kept: true })),
          other.touch(record.key, 1000 + round),
          other.edit(record.key, (one) => ({ ...one, evidence: { ...one.evidence, checkedAt: 7 } })),
        ]);
        const edited = await other.find(record.key);
        if (edited?.kept) outcomes.pins += 1;
        if (edited?.evidence.checkedAt === 7 && edited.usedAt === 1000 + round) outcomes.evidence += 1;
        await Promise.all([store.delete(record.key), other.touch(record.key, 5000 + round)]);
        if (await store.find(record.key)) outcomes.ghosts += 1;
      }
      assert.deepEqual(outcomes, { pins: 200, evidence: 200, ghosts: 0 });
    });

    it('reports a replacement of the same bytes to only one of two windows', async function () {
      if (!backend.again) this.skip();
      const other = await backend.again();
      const before = makeRecord({ sha256: 'a'.repeat(64) });
      await put(before);
      const after = { ...before, sha256: 'b'.repeat(64) };
      const results = await Promise.all([store.upsert(after), other.upsert(after)]);
      assert.deepEqual(results.filter(({ replacedSha256 }) => replacedSha256 === before.sha256).length, 1);
    });
  });
}
