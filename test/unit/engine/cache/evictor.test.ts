import assert from 'node:assert/strict';
import { mkdir, readdir, utimes, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { BlobStore } from '../../../../src/engine/cache/blobStore.ts';
import { Evictor } from '../../../../src/engine/cache/evictor.ts';
import { PartialDownloads } from '../../../../src/engine/cache/partialDownloads.ts';
import { layoutOf } from '../../../../src/engine/cache/cacheLayout.ts';
import { writePartial } from '../../../../src/engine/cache/partialRecord.ts';
import { CachedFileVerifier } from '../../../../src/engine/cache/cachedFileVerifier.ts';
import type { AssetRecord, AssetStore } from '../../../../src/engine/ports.ts';
import { MementoAssetStore } from '../../../../src/engine/store/mementoAssetStore.ts';
import { exists, withMethods } from '../../../support/cacheRig.ts';
import { withFailingCall } from '../../../support/diskFaults.ts';
import { FakeClock } from '../../../support/fakeClock.ts';
import { makeAsset } from '../../../support/makeAsset.ts';
import { MemoryMemento } from '../../../support/memoryMemento.ts';
import { makeRecord } from '../../../support/records.ts';
import { useTempDir } from '../../../support/tempDir.ts';

const NEVER = new AbortController().signal;

describe('Evictor', () => {
  const directory = useTempDir();
  let clock: FakeClock;
  let memento: MemoryMemento;
  let store: AssetStore;
  let blobs: BlobStore;
  let inUse: Set<string>;
  let lists: number;
  let evictor: Evictor;
  let maxSizeBytes: number;

  beforeEach(() => {
    clock = new FakeClock(Date.now());
    memento = new MemoryMemento();
    const inner = new MementoAssetStore(memento);
    lists = 0;
    store = withMethods<AssetStore>(inner, {
      list: () => {
        lists += 1;
        return inner.list();
      },
    });
    blobs = new BlobStore(layoutOf(directory()), clock);
    const partials = new PartialDownloads(layoutOf(directory()).partials, clock);
    inUse = new Set();
    maxSizeBytes = 0;
    const limits = { maxSizeBytes: () => maxSizeBytes, inUse: () => inUse };
    evictor = new Evictor({ store, blobs, partials, clock, ...limits, closing: NEVER });
  });

  const put = async (id: string, rest: Partial<AssetRecord> = {}): Promise<AssetRecord> => {
    const record = makeRecord({ id, sizeBytes: 4, ...rest });
    await store.upsert(record);
    await mkdir(dirname(blobs.path(record.sha256)), { recursive: true });
    await writeFile(blobs.path(record.sha256), 'blob');
    await utimes(blobs.path(record.sha256), 1, 1);
    return record;
  };
  /** A download that stopped long ago after that many bytes. */
  const putStopped = async (key: string, sizeBytes: number): Promise<string> => {
    const { partials } = layoutOf(directory());
    const stem = join(partials, `${key}.run`);
    await mkdir(partials, { recursive: true });
    await writeFile(`${stem}.data`, Buffer.alloc(sizeBytes));
    await utimes(`${stem}.data`, 1, 1);
    await writePartial(stem, { key, asset: makeAsset(), proven: { sizeBytes, sha256: '' } }, clock);
    return stem;
  };
  const filesIn = async (room: string): Promise<string[]> => {
    const entries = await readdir(room, { recursive: true, withFileTypes: true });
    return entries.filter((entry) => entry.isFile()).map(({ name }) => name);
  };

  it('keeps a file that began to be read after it was chosen', async () => {
    const [one, two] = [await put('one', { usedAt: 1 }), await put('two', { usedAt: 2 })];
    const remove = store.delete.bind(store);
    store.delete = async (key, mayGo) => {
      inUse.add(two.sha256);
      return remove(key, mayGo);
    };
    assert.equal(await evictor.trim(NEVER), 4);
    assert.deepEqual((await store.list()).records, [two]);
    assert.deepEqual([await exists(blobs.path(one.sha256)), await exists(blobs.path(two.sha256))], [false, true]);
  });

  it('lists the store twice for a pass, however many files go', async () => {
    for (let index = 0; index < 30; index += 1) await put(`${index}`);
    assert.equal(await evictor.trim(NEVER), 120);
    assert.equal(lists, 2);
    for (let index = 0; index < 30; index += 1) await put(`${index}`);
    const keys = (await store.list()).records.map(({ key }) => key);
    lists = 0;
    assert.equal(await evictor.evict(keys, { alsoKept: false }), 120);
    assert.equal(lists, 2);
  });

  it('stops between two records on abort and leaves no bytes of the removed ones', async () => {
    const stop = new AbortController();
    const records = [];
    for (let index = 0; index < 30; index += 1) records.push(await put(`${index}`, { usedAt: index }));
    const remove = store.delete.bind(store);
    store.delete = async (key, mayGo) => {
      const gone = await remove(key, mayGo);
      stop.abort();
      return gone;
    };
    const freedBytes = await evictor.trim(stop.signal);
    const left = new Set((await store.list()).records.map(({ key }) => key));
    assert.ok(freedBytes > 0 && left.size >= 20, `${left.size} left`);
    assert.equal(freedBytes, 4 * (30 - left.size));
    for (const { key, sha256 } of records) assert.equal(await exists(blobs.path(sha256)), left.has(key));
  });

  it('tries each record, keeps those that could not be removed, and throws the first failure at the end', async () => {
    const records = [];
    for (let index = 0; index < 40; index += 1) records.push(await put(`${index}`, { usedAt: index }));
    const busy = records[3]!;
    const isBusy = (path: string): boolean => path === blobs.path(busy.sha256);
    const keys = records.map(({ key }) => key);
    for (const work of [() => evictor.evict(keys, { alsoKept: false }), () => evictor.trim(NEVER)]) {
      const tried = withFailingCall('unlink', 'EIO', work, isBusy);
      await assert.rejects(tried, { code: 'storage', facts: { reason: 'EIO', path: blobs.path(busy.sha256) } });
      assert.deepEqual((await store.list()).records, [busy]);
      assert.equal((await filesIn(layoutOf(directory()).blobs)).length, 1);
    }
    assert.equal(await evictor.trim(NEVER), 4);
    assert.deepEqual([(await store.list()).records, await filesIn(layoutOf(directory()).blobs)], [[], []]);
  });

  it('removes another file, however large, if one cannot be removed', async () => {
    const busy = await put('busy', { usedAt: 1, sizeBytes: 1000 });
    const others = [];
    for (let index = 0; index < 6; index += 1) others.push(await put(`${index}`, { usedAt: 2 + index }));
    const stem = await putStopped('busy', 500);
    maxSizeBytes = 1000 + 500 + 8;
    const isBusy = (path: string): boolean => path === blobs.path(busy.sha256) || path.startsWith(stem);
    const trim = () => withFailingCall('rm', 'EIO', () => evictor.trim(NEVER), isBusy);
    await assert.rejects(withFailingCall('unlink', 'EIO', trim, isBusy), { code: 'storage' });
    const left = (await store.list()).records.map(({ key }) => key);
    assert.deepEqual(left.sort(), [busy, ...others.slice(-2)].map(({ key }) => key).sort());
    assert.equal(await exists(`${stem}.data`), true);
  });

  it('gives up after many consecutive failures', async () => {
    for (let index = 0; index < 60; index += 1) await put(`${index}`);
    maxSizeBytes = 59 * 4;
    let tries = 0;
    const count = (): boolean => Boolean((tries += 1));
    await assert.rejects(
      withFailingCall('unlink', 'EIO', () => evictor.trim(NEVER), count),
      { code: 'storage' },
    );
    assert.ok(tries > 10 && tries < 40, `${tries} tries`);
  });

  it('tries each of many blobs that no record points at', async () => {
    const shas: string[] = [];
    for (let index = 0; index < 40; index += 1) {
      const { key, sha256 } = await put(`${index}`);
      await store.delete(key);
      shas.push(sha256);
    }
    const drop = () => evictor.dropUnreferenced(shas);
    const tried = withFailingCall('unlink', 'EIO', drop, (path) => path === blobs.path(shas[1]!));
    await assert.rejects(tried, { code: 'storage' });
    assert.deepEqual(await filesIn(layoutOf(directory()).blobs), [shas[1]]);
  });

  it('makes room among the records even if other things cannot be removed', async () => {
    await put('one');
    const { quarantine } = layoutOf(directory());
    for (const [key, text] of [
      ['older', 'four'],
      ['newer', 'four'],
    ] as const) {
      await writeFile(join(directory(), 'bad'), text);
      await blobs.quarantine.put(join(directory(), 'bad'), key);
      await clock.advance(1000);
    }
    const trim = () => evictor.trim(NEVER);
    await assert.rejects(
      withFailingCall('rm', 'EIO', trim, (path) => path.startsWith(quarantine)),
      { code: 'storage' },
    );
    assert.deepEqual((await store.list()).records, []);
    assert.deepEqual((await filesIn(quarantine)).sort(), ['newer', 'older']);
  });

  it('removes nothing while a record cannot be read, and reports it', async () => {
    const [one, bad] = [await put('one'), await put('bad')];
    await memento.damage(`asset ${bad.key}`);
    await assert.rejects(evictor.trim(NEVER), { code: 'storage' });
    for (const key of [one.key, bad.key]) {
      await assert.rejects(evictor.evict([key], { alsoKept: true }), { code: 'storage' });
    }
    await assert.rejects(evictor.dropUnreferenced([bad.sha256]), { code: 'storage' });
    assert.deepEqual((await store.list()).records, [one]);
    assert.equal((await filesIn(layoutOf(directory()).blobs)).length, 2);
  });

  it('removes files dated in the future by a clock that was ahead', async () => {
    const record = await put('one');
    const seconds = clock.now() / 1000 + 365 * 24 * 3600;
    await utimes(blobs.path(record.sha256), seconds, seconds);
    assert.equal(await evictor.evict([record.key], { alsoKept: false }), 4);
    assert.equal(await exists(blobs.path(record.sha256)), false);
  });

  it('keeps a blob that was published again after the pass began', async () => {
    const { sha256, key } = await put('one');
    await store.delete(key);
    const list = store.list.bind(store);
    store.list = async () => {
      const listed = await list();
      await writeFile(join(directory(), 'anew'), 'blob');
      await blobs.publish(join(directory(), 'anew'), sha256);
      return listed;
    };
    assert.equal(await evictor.dropUnreferenced([sha256]), 0);
    assert.equal(await exists(blobs.path(sha256)), true);
    store.list = list;
    assert.equal(await evictor.dropUnreferenced([sha256, sha256]), 4);
    assert.equal(await evictor.dropUnreferenced([sha256]), 0);
  });

  it('checks all young blobs together', async () => {
    const keys = [];
    for (let index = 0; index < 30; index += 1) {
      const { key, sha256 } = await put(`${index}`);
      await utimes(blobs.path(sha256), clock.now() / 1000, clock.now() / 1000);
      keys.push(key);
    }
    assert.equal(await evictor.evict(keys, { alsoKept: false }), 120);
    assert.equal(lists, 3);
  });

  it('leaves a blob published a moment before it began, whose record came after the store was listed', async () => {
    const record = await put('one');
    await store.delete(record.key);
    const seconds = clock.now() / 1000 - 1;
    await utimes(blobs.path(record.sha256), seconds, seconds);
    const list = store.list.bind(store);
    store.list = async () => {
      const listed = await list();
      await store.upsert(record);
      return listed;
    };
    assert.equal(await evictor.dropUnreferenced([record.sha256]), 0);
    assert.equal(await exists(blobs.path(record.sha256)), true);
  });

  it('removes quarantined files before anything else', async () => {
    const record = await put('one', { usedAt: 1 });
    maxSizeBytes = 10;
    for (const key of ['older', 'newer']) {
      await writeFile(join(directory(), 'bad'), 'four');
      await blobs.quarantine.put(join(directory(), 'bad'), key);
      await clock.advance(1000);
    }
    assert.equal(await evictor.trim(NEVER), 4);
    assert.deepEqual((await store.list()).records, [record]);
    assert.deepEqual(await readdir(layoutOf(directory()).quarantine), ['newer']);
  });
});

describe('CachedFileVerifier', () => {
  const directory = useTempDir();

  it('reports progress while a caller still reads', async () => {
    const clock = new FakeClock(Date.now());
    const store = new MementoAssetStore(new MemoryMemento());
    const blobs = new BlobStore(layoutOf(directory()), clock);
    const verifier = new CachedFileVerifier({ blobs, store, clock });
    const record = makeRecord({ sizeBytes: 3 });
    await store.upsert({ ...record });
    await mkdir(dirname(blobs.path(record.sha256)), { recursive: true });
    await writeFile(blobs.path(record.sha256), 'one');
    const seen: number[] = [];
    const onProgress = (): void => void seen.push(verifier.reading.size);
    const results = await Promise.all([verifier.verify(record.key, { onProgress }), verifier.verify(record.key, {})]);
    assert.deepEqual(
      results.map(({ state }) => state),
      ['intact', 'intact'],
    );
    assert.deepEqual([seen, verifier.reading.size], [[1], 0]);
  });
});
