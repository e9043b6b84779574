import assert from 'node:assert/strict';
import { readdir, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Memento } from '../../../../src/engine/ports.ts';
import { DirectoryMemento } from '../../../../src/engine/store/directoryMemento.ts';
import { storedRecord } from '../../../../src/engine/store/recordEntry.ts';
import { MementoAssetStore } from '../../../../src/engine/store/mementoAssetStore.ts';
import { describeAssetStore } from '../../../support/contracts/assetStore.ts';
import type { AssetBackend } from '../../../support/contracts/assetBackend.ts';
import { describeMemento } from '../../../support/contracts/memento.ts';
import { withoutLinks } from '../../../support/linklessDisk.ts';
import { MemoryMemento } from '../../../support/memoryMemento.ts';
import { makeRecord } from '../../../support/records.ts';
import { useTempDir } from '../../../support/tempDir.ts';

let inMemory: MemoryMemento;
describeMemento(
  'MemoryMemento',
  () => Promise.resolve((inMemory = new MemoryMemento())),
  (key) => inMemory.damage(key),
);

const nameOf = (key: string): string => `asset ${key}`;

function backendOf(memento: Memento, damage: (name: string) => Promise<unknown>): AssetBackend {
  return {
    plant: async (key, value) => memento.update(nameOf(key), value),
    stored: async (key) => {
      await memento.refresh?.(nameOf(key));
      return memento.get(nameOf(key));
    },
    damage: (key) => damage(nameOf(key)),
  };
}

describe('MementoAssetStore', () => {
  const directory = useTempDir();

  describeAssetStore('MementoAssetStore over MemoryMemento', () => {
    const entries = new Map<string, string>();
    const memento = new MemoryMemento(entries);
    const again = () => Promise.resolve(new MementoAssetStore(new MemoryMemento(entries)));
    const backend = { ...backendOf(memento, (name) => memento.damage(name)), again };
    return Promise.resolve({ store: new MementoAssetStore(memento), backend });
  });
  describeAssetStore('MementoAssetStore over DirectoryMemento', async () => {
    const memento = await DirectoryMemento.open(directory());
    const backend = {
      ...backendOf(memento, (name) => writeFile(memento.pathOf(name), '{"key":')),
      again: async () => new MementoAssetStore(await DirectoryMemento.open(directory())),
    };
    return { store: new MementoAssetStore(memento), backend };
  });

  it('stores and replaces records where the file system has no links', async () => {
    const restore = await withoutLinks(directory());
    try {
      const store = new MementoAssetStore(await DirectoryMemento.open(directory()));
      const record = makeRecord({});
      assert.deepEqual((await store.upsert(record)).row, record);
      await store.upsert({ ...record, usedAt: record.usedAt + 1 });
      assert.equal((await store.find(record.key))?.usedAt, record.usedAt + 1);
    } finally {
      restore();
    }
  });

  it('reports the path of a record that it does not understand', async () => {
    const memento = await DirectoryMemento.open(directory());
    const { key } = makeRecord({});
    await memento.update(nameOf(key), 'text');
    const facts = { reason: 'EBADMSG', path: memento.pathOf(nameOf(key)) };
    await assert.rejects(new MementoAssetStore(memento).find(key), { code: 'storage', facts });
  });

  it('leaves foreign entries alone', async () => {
    const memento = new MemoryMemento();
    await memento.update('tree expanded', ['a']);
    assert.deepEqual(await new MementoAssetStore(memento).list(), { records: [], foreign: [], unreadable: [] });
    assert.deepEqual(memento.get('tree expanded'), ['a']);
  });

  it('decodes an entry once for as long as its file stays the same', async () => {
    const store = new MementoAssetStore(await DirectoryMemento.open(directory()));
    const record = makeRecord({});
    await store.upsert(record);
    // Young files are read again, whatever their time.
    for (const name of await readdir(directory())) await utimes(join(directory(), name), 1, 1);
    const before = await store.find(record.key);
    assert.equal((await store.list()).records[0], before);
    await store.touch(record.key, 9);
    assert.equal((await store.find(record.key))?.usedAt, 9);
    assert.equal(before?.usedAt, 0);
  });

  it('decodes a mutable value again, because a memento may return the object that it stores', async () => {
    const { key } = makeRecord({});
    const live = { ...storedRecord(makeRecord({})) };
    const memento: Memento = { keys: () => [`asset ${key}`], get: <T>() => live as T, update: async () => {} };
    const store = new MementoAssetStore(memento);
    await store.find(key);
    Object.assign(live, { usedAt: 7 });
    assert.equal((await store.find(key))?.usedAt, 7);
  });

  it('sees changes of a record by another window at once', async () => {
    const [one, two] = [
      new MementoAssetStore(await DirectoryMemento.open(directory())),
      new MementoAssetStore(await DirectoryMemento.open(directory())),
    ];
    const record = makeRecord({});
    await one.upsert(record);
    assert.deepEqual(await two.find(record.key), record);
    assert.deepEqual((await two.list()).records, [record]);
    await two.touch(record.key, 9);
    assert.equal((await one.find(record.key))?.usedAt, 9);
    await two.delete(record.key);
    assert.equal(await one.shaReferenced(record.sha256), false);
  });
});
