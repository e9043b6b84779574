import assert from 'node:assert/strict';
import { readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Progress } from '../../../../src/engine/cache/progress.ts';
import { thisProcess } from '../../../../src/engine/cache/owner.ts';
import { LEASE_MS } from '../../../../src/engine/cache/lease.ts';
import { recordKey } from '../../../../src/engine/model.ts';
import type { AssetStore } from '../../../../src/engine/ports.ts';
import { exists, makeRig, passing, until, withMethods } from '../../../support/cacheRig.ts';
import type { Rig } from '../../../support/cacheRig.ts';
import { FakeClock } from '../../../support/fakeClock.ts';
import { FakeOrigin, attachmentOf, packageFileOf, someBytes } from '../../../support/fakeOrigin.ts';
import { useTempDir } from '../../../support/tempDir.ts';

const SIZE = 300_000;

describe('two caches on one directory', () => {
  const directory = useTempDir();
  const bytes = someBytes(SIZE);
  const asset = attachmentOf(bytes);
  let clock: FakeClock;
  let one: Rig;
  let two: Rig;
  let origin: FakeOrigin;

  beforeEach(async () => {
    clock = new FakeClock(Date.now());
    one = await makeRig(directory(), { clock });
    two = await makeRig(directory(), { clock });
    origin = new FakeOrigin(bytes);
  });
  afterEach(async () => {
    await one.cache.close();
    await two.cache.close();
  });

  const leaseFile = (): string => join(directory(), 'cache-v1', 'leases', recordKey(asset));
  const received = (progress: readonly Progress[], count: number): boolean =>
    progress.some((state) => state.phase === 'transfer' && state.receivedBytes >= count);

  it('fetches once, while the second waits for the blob, counts nothing and gets a hit', async () => {
    const { promise: resume, resolve } = Promise.withResolvers<void>();
    origin.answers.push({ stallAfterBytes: 1000, resume });
    const first = one.get(asset, origin);
    await until(() => origin.asked.length === 1);
    const reports: Progress[] = [];
    const second = two.get(asset, origin, { onProgress: (state) => reports.push(state) });
    await until(() => reports.some(({ phase }) => phase === 'waiting'));
    resolve();
    // The clock must not run ahead of the first window's heartbeat.
    const { path } = await first;
    const found = await passing(clock, second);
    assert.equal(found.path, path);
    assert.equal(found.fromCache, true);
    assert.equal(origin.asked.length, 1);
    assert.deepEqual([await one.counted(), await two.counted()], [1, 0]);
  });

  it('stops waiting at an abort', async () => {
    origin.answers.push({ stallAfterBytes: 1000 });
    const first = one.get(asset, origin).catch(() => undefined);
    await until(() => origin.asked.length === 1);
    const stop = new AbortController();
    const reports: Progress[] = [];
    const second = two.get(asset, origin, { signal: stop.signal, onProgress: (state) => reports.push(state) });
    await until(() => reports.some(({ phase }) => phase === 'waiting'));
    stop.abort(new Error('enough'));
    await assert.rejects(second, /enough/);
    await one.cache.close();
    await first;
  });

  it('takes over from the first at once and continues its part', async () => {
    const stop = new AbortController();
    const reports: Progress[] = [];
    origin.answers.push({ stallAfterBytes: 200_000 });
    const first = one.get(asset, origin, { signal: stop.signal, onProgress: (state) => reports.push(state) });
    await until(() => received(reports, 200_000));
    const waiting: Progress[] = [];
    const second = two.get(asset, origin, { onProgress: (state) => waiting.push(state) });
    await until(() => waiting.some(({ phase }) => phase === 'waiting'));
    stop.abort(new Error('enough'));
    await assert.rejects(first, /enough/);
    // The window saves its bytes after that. If the clock ran ahead, the window would seem to be dead.
    await until(async () => !(await exists(leaseFile())));
    assert.equal((await passing(clock, second)).fromCache, false);
    assert.equal(origin.asked[1]?.offsetBytes, 200_000);
  });

  it('uses the result it waited for, and never fetches without a lease', async () => {
    const { promise: resume, resolve } = Promise.withResolvers<void>();
    origin.answers.push({ stallAfterBytes: 1000, resume });
    let finds = 0;
    const other = await makeRig(directory(), {
      clock,
      wrapStore: (store) =>
        withMethods(store, {
          find: async (key) => {
            const record = await store.find(key);
            // The second look finds that another window has evicted the file in between.
            if (record && (finds += 1) === 2) await one.cache.evict([key], { alsoKept: true });
            return record && store.find(key);
          },
        }),
    });
    const first = one.get(asset, origin);
    await until(() => origin.asked.length === 1);
    const reports: Progress[] = [];
    const second = other.get(asset, origin, { onProgress: (state) => reports.push(state) });
    await until(() => reports.some(({ phase }) => phase === 'waiting'));
    resolve();
    await first;
    assert.equal((await passing(clock, second)).fromCache, true);
    assert.equal(origin.asked.length, 1);
    await other.cache.close();
  });

  it("takes over from a dead process, and from another machine's when its heartbeat has stopped", async () => {
    const lease = (owner: object): Promise<void> => writeFile(leaseFile(), JSON.stringify({ id: 'x', owner }));
    await one.get(asset, origin);
    await one.cache.evict([recordKey(asset)], { alsoKept: true });
    await lease({ ...thisProcess(), pid: 2 ** 30 });
    await two.get(asset, origin);
    await two.cache.evict([recordKey(asset)], { alsoKept: true });
    await lease({ pid: 1, host: 'another-machine' });
    const startedAt = clock.now();
    await passing(clock, two.get(asset, origin));
    assert.ok(clock.now() - startedAt >= LEASE_MS - 1000);
    assert.equal(await exists(leaseFile()), false);
  });

  it('allows two simultaneous fetches, which end with the same bytes', async () => {
    const large = new FakeOrigin(someBytes(3_000_000));
    const file = attachmentOf(large.bytes);
    const gates = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
    const reports: Progress[][] = [[], []];
    large.answers.push({ stallAfterBytes: 2_500_000, resume: gates[0]!.promise });
    large.answers.push({ stallAfterBytes: 100_000, resume: gates[1]!.promise });
    const now = clock.now.bind(clock);
    // Enough time passes for the first window to note what it has on disk.
    clock.now = () => now() + (received(reports[0] ?? [], 1_200_000) ? 6000 : 0);
    const first = one.get(file, large, { onProgress: (state) => reports[0]?.push(state) });
    await until(() => received(reports[0] ?? [], 2_500_000));
    // The first window seems dead, because its lease names a process that does not exist.
    const lease = join(directory(), 'cache-v1', 'leases', recordKey(file));
    await writeFile(lease, JSON.stringify({ id: 'x', owner: { ...thisProcess(), pid: 2 ** 30 } }));
    const second = two.get(file, large, { onProgress: (state) => reports[1]?.push(state) });
    await until(() => large.asked.length === 2 && received(reports[1] ?? [], 1_100_000));
    assert.ok((large.asked[1]?.offsetBytes ?? 0) >= 1_000_000, 'the second copied what the first had on disk');
    for (const { resolve } of gates) resolve();
    // On Windows, one window waits while the other has the file open.
    const both = await passing(clock, Promise.all([first, second]), 1);
    const paths = both.map(({ path }) => path);
    assert.equal(paths[0], paths[1]);
    assert.ok((await readFile(paths[0]!)).equals(large.bytes));
    assert.deepEqual(await one.files('partials'), []);
  });

  it('sees what the other evicted, pinned and fetched', async () => {
    const { record } = await one.get(asset, origin);
    assert.equal((await two.get(asset, origin)).fromCache, true);
    await two.cache.keep(record.key, true);
    assert.equal((await one.cache.list())[0]?.kept, true);
    await two.cache.evict([record.key], { alsoKept: true });
    assert.equal(await one.cache.find(asset), undefined);
    assert.deepEqual(await one.cache.list(), []);
  });

  describe('when one window keeps a file while the other replaces it', () => {
    const old = packageFileOf(bytes);
    const newBytes = someBytes(1000, 9);

    /** A window in which the user of the other one acts just before its record is written. */
    const withMoment = async (act: () => Promise<unknown>): Promise<Rig> => {
      let acted = false;
      const wrapStore = (store: AssetStore) =>
        withMethods(store, {
          upsert: async (...args) => {
            if (!acted) await act();
            acted = true;
            return store.upsert(...args);
          },
        });
      return makeRig(directory(), { clock, wrapStore });
    };
    const pinOld = () => one.cache.keep(recordKey(old), true);

    it('keeps it when the bytes are the same', async () => {
      const { path } = await one.get(old, origin);
      await rm(path);
      const other = await withMoment(pinOld);
      assert.equal((await other.get(old, origin)).record.kept, true);
      assert.equal((await one.cache.find(old))?.record.kept, true);
      await other.cache.close();
    });

    it('refuses other bytes than those that the other window recorded meanwhile', async () => {
      const other = await withMoment(async () => {
        await rm(leaseFile());
        await one.get(asset, origin);
      });
      const changed = new FakeOrigin(someBytes(SIZE, 9));
      await assert.rejects(passing(clock, other.get(asset, changed)), { code: 'integrity' });
      const found = await one.cache.find(asset);
      assert.ok(found && (await readFile(found.path)).equals(bytes));
      await other.cache.close();
    });

    it('refuses other bytes', async () => {
      const { path } = await one.get(old, origin);
      const other = await withMoment(pinOld);
      await assert.rejects(passing(clock, other.get(packageFileOf(newBytes), new FakeOrigin(newBytes))), {
        code: 'integrity',
      });
      const found = await one.cache.find(old);
      assert.deepEqual([found?.record.kept, found?.path, await exists(path)], [true, path, true]);
      await other.cache.close();
    });
  });

  it('keeps the bytes of a record that the other wrote a moment ago', async () => {
    const twin = attachmentOf(bytes, { upstreamId: 'another uuid' });
    await one.get(asset, origin);
    await Promise.all([one.cache.evict([recordKey(asset)], { alsoKept: true }), two.get(twin, origin)]);
    const found = await two.get(twin, origin);
    assert.equal(await exists(found.path), true);
  });

  it('removes nothing that the other handed out or kept since', async () => {
    const others = [1, 2, 3].map((seed) => new FakeOrigin(someBytes(SIZE, seed + 10)));
    const assets = others.map((other) => attachmentOf(other.bytes));
    for (const [index, other] of others.entries()) await one.get(assets[index]!, other);
    await clock.advance(60 * 60_000);
    await one.cache.list();
    await two.get(assets[0]!, others[0]!);
    await two.cache.keep(recordKey(assets[1]!), true);
    one.limits.maxSizeBytes = 1;
    await one.cache.trim();
    const left = (await one.cache.list()).map(({ key }) => key).sort();
    assert.deepEqual(left, [recordKey(assets[0]!), recordKey(assets[1]!)].sort());
    assert.equal((await readdir(join(directory(), 'cache-v1', 'state'))).length, 2);
  });
});
