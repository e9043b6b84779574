import assert from 'node:assert/strict';
import { readdir, utimes } from 'node:fs/promises';
import { join } from 'node:path';
import type { Memento } from '../../../../src/engine/ports.ts';
import { DirectoryMemento } from '../../../../src/engine/store/directoryMemento.ts';
import { MementoAssetStore } from '../../../../src/engine/store/mementoAssetStore.ts';
import { describeAssetStore } from '../../../support/contracts/assetStore.ts';
import { describeMemento } from '../../../support/contracts/memento.ts';
import { MemoryMemento } from '../../../support/memoryMemento.ts';
import { makeRecord } from '../../../support/records.ts';
import { useTempDir } from '../../../support/tempDir.ts';

describeMemento('MemoryMemento', () => Promise.resolve(new MemoryMemento()));

describe('MementoAssetStore', () => {
  const directory = useTempDir();
  const backends: Readonly<Record<string, () => Promise<Memento>>> = {
    MemoryMemento: () => Promise.resolve(new MemoryMemento()),
    DirectoryMemento: () => DirectoryMemento.open(directory()),
  };
  for (const [name, open] of Object.entries(backends)) {
    describeAssetStore(`MementoAssetStore over ${name}`, async () => new MementoAssetStore(await open()));
  }

  it('counts what is not a record as absent, and leaves the entries of others alone', async () => {
    const memento = new MemoryMemento();
    const store = new MementoAssetStore(memento);
    const good = makeRecord({ id: 'good' });
    await store.upsert(good);
    const bad: readonly unknown[] = [
      null,
      'text',
      { ...good, sha256: '../../etc/passwd' },
      { ...good, sizeBytes: -1 },
      { ...good, sizeBytes: '100' },
      { ...good, evidence: { kind: 'trust me', checkedAt: 0 } },
      { ...good, usedAt: null },
      { ...good, source: { kind: 'release', owner: 'alice' } },
      good,
    ];
    for (const [index, value] of bad.entries()) {
      const { key } = makeRecord({ id: `bad ${index}` });
      await memento.update(`asset ${key}`, value);
      assert.equal(await store.find(key), undefined, `${index}`);
    }
    await memento.update('tree expanded', ['a']);
    assert.deepEqual(await store.list(), [good]);
    assert.deepEqual(memento.get('tree expanded'), ['a']);
  });

  it('drops what a newer version may have added to a record', async () => {
    const memento = new MemoryMemento();
    const record = makeRecord({});
    await memento.update(`asset ${record.key}`, { ...record, future: true });
    assert.deepEqual(await new MementoAssetStore(memento).find(record.key), record);
  });

  it('decodes an entry once for as long as its file stays the same', async () => {
    const store = new MementoAssetStore(await DirectoryMemento.open(directory()));
    const record = makeRecord({});
    await store.upsert(record);
    // Young files are read again, whatever their time.
    for (const name of await readdir(directory())) await utimes(join(directory(), name), 1, 1);
    const before = await store.find(record.key);
    assert.equal((await store.list())[0], before);
    await store.touch(record.key, 9);
    assert.equal((await store.find(record.key))?.usedAt, 9);
    assert.equal(before?.usedAt, 0);
  });

  it('decodes anew what may have changed since: a memento may give the object that it keeps', async () => {
    const live = { ...makeRecord({}) };
    const memento: Memento = { keys: () => [`asset ${live.key}`], get: <T>() => live as T, update: async () => {} };
    const store = new MementoAssetStore(memento);
    await store.find(live.key);
    Object.assign(live, { usedAt: 7 });
    assert.equal((await store.find(live.key))?.usedAt, 7);
  });

  it('sees at once what another window did to a record', async () => {
    const [one, two] = [
      new MementoAssetStore(await DirectoryMemento.open(directory())),
      new MementoAssetStore(await DirectoryMemento.open(directory())),
    ];
    const record = makeRecord({});
    await one.upsert(record);
    assert.deepEqual(await two.find(record.key), record);
    assert.deepEqual(await two.list(), [record]);
    await two.touch(record.key, 9);
    assert.equal((await one.find(record.key))?.usedAt, 9);
    await two.delete(record.key);
    assert.equal(await one.shaReferenced(record.sha256), false);
  });
});
