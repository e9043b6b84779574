import assert from 'node:assert/strict';
import { moveEarlierKeys } from '../../../../src/engine/cache/moveEarlierKeys.ts';
import { earlierRecordKey, recordKey } from '../../../../src/engine/model.ts';
import { MementoAssetStore } from '../../../../src/engine/store/mementoAssetStore.ts';
import { MemoryMemento } from '../../../support/memoryMemento.ts';
import { makeRecord } from '../../../support/records.ts';

describe('records under the keys of version 0.1', () => {
  const place = {
    ...makeRecord({ id: 'a' }),
    source: { kind: 'genericPackage', owner: 'alice', package: 'tool' } as const,
    storage: 'packageFile' as const,
    version: '1.0-RC1',
  };
  const before = { ...place, key: earlierRecordKey(place), kept: true };
  const key = recordKey(place);
  let store: MementoAssetStore;
  beforeEach(async () => {
    store = new MementoAssetStore(new MemoryMemento());
    await store.upsert(before);
  });

  it('moves only those to the present keys', async () => {
    const others = [
      makeRecord({ id: 'b' }),
      { ...place, version: '1.0', key: recordKey({ ...place, version: '1.0' }) },
    ];
    for (const other of others) await store.upsert(other);
    await moveEarlierKeys(store, new AbortController().signal);
    assert.deepEqual(await store.find(key), { ...before, key });
    assert.equal(await store.find(before.key), undefined);
    assert.equal((await store.list()).records.length, 3);
    for (const other of others) assert.deepEqual(await store.find(other.key), other);
  });

  it('gives way to newer downloads and keeps the old records where they were', async () => {
    const since = { ...place, key, kept: false, sha256: 'e'.repeat(64) };
    await store.upsert(since);
    await moveEarlierKeys(store, new AbortController().signal);
    assert.deepEqual((await store.list()).records, [{ ...since, kept: true }]);
  });
});
