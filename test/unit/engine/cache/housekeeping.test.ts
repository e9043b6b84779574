import assert from 'node:assert/strict';
import { chmod, readFile, stat, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { recordKey } from '../../../../src/engine/model.ts';
import type { Asset } from '../../../../src/engine/model.ts';
import type { AssetStore } from '../../../../src/engine/ports.ts';
import { exists, makeRig, passing, until, withMethods } from '../../../support/cacheRig.ts';
import type { Rig } from '../../../support/cacheRig.ts';
import { FakeOrigin, attachmentOf, someBytes } from '../../../support/fakeOrigin.ts';
import { useTempDir } from '../../../support/tempDir.ts';

const SIZE = 100_000;
const HOUR_MS = 60 * 60_000;
const DAY_MS = 24 * HOUR_MS;

describe('DownloadCache in the background', () => {
  const directory = useTempDir();
  let rig: Rig;
  beforeEach(async () => {
    rig = await makeRig(directory());
  });
  afterEach(() => rig.cache.close());

  const fetch = async (
    seed: number,
    rest: Partial<Asset> = {},
  ): Promise<{ key: string; path: string; asset: Asset }> => {
    const origin = new FakeOrigin(someBytes(SIZE, seed));
    const asset = attachmentOf(origin.bytes, { upstreamId: `uuid ${seed}`, ...rest });
    const { record, path } = await rig.get(asset, origin);
    return { key: record.key, path, asset };
  };
  const keys = async (): Promise<string[]> => (await rig.cache.list()).map(({ key }) => key).sort();
  const at = (...parts: string[]): string => join(directory(), 'cache-v1', ...parts);

  describe('eviction', () => {
    it('makes room after a download by removing the least recently used files', async () => {
      const [one, two] = [await fetch(1), await fetch(2)];
      await rig.cache.trim();
      await rig.clock.advance(HOUR_MS);
      await rig.get(one.asset, new FakeOrigin(Buffer.alloc(0)));
      rig.limits.maxSizeBytes = 2 * SIZE;
      const three = await fetch(3);
      await until(async () => (await keys()).length === 2);
      assert.deepEqual(await keys(), [one.key, three.key].sort());
      assert.equal(await exists(two.path), false);
    });

    it('checks all records occasionally while many files arrive, and once more after the last', async () => {
      let looks = 0;
      const { clock } = rig;
      const list = async (store: AssetStore) => {
        looks += 1;
        await clock.advance(100);
        return store.list();
      };
      const wrapStore = (store: AssetStore) => withMethods(store, { list: () => list(store) });
      const busy = await makeRig(directory(), { clock, wrapStore });
      const settle = () => busy.cache.trim();
      await settle();
      const before = looks;
      for (let seed = 1; seed <= 12; seed += 1) {
        const origin = new FakeOrigin(someBytes(SIZE, seed));
        await busy.get(attachmentOf(origin.bytes, { upstreamId: `uuid ${seed}` }), origin);
      }
      const meanwhile = looks - before;
      assert.ok(meanwhile <= 4, `${meanwhile} checks, including those of the sweep and the scrub`);
      await passing(
        clock,
        until(() => looks > before + meanwhile),
      );
      await busy.cache.close();
    });

    it('spares kept files and those served in the last ten minutes, however full the cache is', async () => {
      const [pinned, old] = [await fetch(1), await fetch(2)];
      await rig.cache.keep(pinned.key, true);
      await rig.clock.advance(HOUR_MS);
      const fresh = await fetch(3);
      await rig.clock.advance(59_000);
      // This use is too recent to be noted, so the margin must cover it.
      await rig.get(fresh.asset, new FakeOrigin(Buffer.alloc(0)));
      await rig.clock.advance(10 * 60_000);
      rig.limits.maxSizeBytes = 1;
      await rig.cache.trim();
      assert.deepEqual(await keys(), [pinned.key, fresh.key].sort());
      assert.equal(await exists(old.path), false);
      await rig.clock.advance(2 * 60_000);
      await rig.cache.trim();
      assert.deepEqual(await keys(), [pinned.key]);
    });

    it('removes shared bytes only with the last record, and returns the freed size', async () => {
      const bytes = someBytes(SIZE);
      const [one, two] = [attachmentOf(bytes), attachmentOf(bytes, { upstreamId: 'other' })];
      const { path } = await rig.get(one, new FakeOrigin(bytes));
      await rig.get(two, new FakeOrigin(bytes));
      assert.equal(await rig.cache.evict([recordKey(one)], { alsoKept: true }), 0);
      assert.equal(await exists(path), true);
      assert.equal(await rig.cache.evict([recordKey(two)], { alsoKept: true }), SIZE);
      assert.equal(await exists(path), false);
      assert.equal(await rig.cache.evict([recordKey(two)], { alsoKept: true }), 0);
    });

    it('keeps the bytes of a removed file for ten minutes, in which it can be put back', async () => {
      const { key, path } = await fetch(1);
      const taken = await rig.cache.takeOut(key, { alsoKept: false });
      assert.deepEqual([await keys(), await exists(path)], [[], true]);
      assert.ok(taken);
      assert.equal(await rig.cache.putBack(taken), true);
      assert.deepEqual(await keys(), [key]);
      await rig.clock.advance(12 * 60_000);
      assert.equal(await exists(path), true);
      assert.ok(await rig.cache.takeOut(key, { alsoKept: false }));
      await rig.clock.advance(12 * 60_000);
      await until(async () => !(await exists(path)));
      assert.equal(await rig.cache.putBack(taken), false);
      assert.deepEqual(await keys(), []);
    });

    it('never removes kept or newer files unless requested', async () => {
      const { key } = await fetch(1);
      await rig.cache.keep(key, true);
      assert.equal(await rig.cache.takeOut(key, { alsoKept: false }), undefined);
      const taken = await rig.cache.takeOut(key, { alsoKept: true });
      assert.ok(taken);
      await fetch(1);
      const fresh = await rig.cache.list();
      assert.equal(await rig.cache.putBack({ ...taken, usedAt: 1 }), true);
      assert.deepEqual(await rig.cache.list(), fresh);
    });

    it('evicts the requested files, but kept ones only on request', async () => {
      const files = [await fetch(1), await fetch(2), await fetch(3)];
      await rig.cache.keep(files[0]!.key, true);
      const evict = (indices: readonly number[], alsoKept: boolean): Promise<number> =>
        rig.cache.evict(
          indices.map((index) => files[index]!.key),
          { alsoKept },
        );
      assert.equal(await evict([0, 2], false), SIZE);
      assert.deepEqual(await keys(), [files[0]!.key, files[1]!.key].sort());
      assert.equal(await evict([0, 1, 2], false), SIZE);
      assert.deepEqual(await keys(), [files[0]!.key]);
      assert.equal(await exists(files[0]!.path), true);
      assert.equal(await evict([0], true), SIZE);
      assert.deepEqual([await keys(), await exists(files[0]!.path)], [[], false]);
    });

    it('logs a failure and continues', async () => {
      const failing = await makeRig(directory(), {
        wrapStore: (store) => withMethods(store, { list: () => Promise.reject(new Error('no list')) }),
      });
      await failing.cache.trim();
      assert.match(failing.log.lines.join(), /warn eviction is incomplete.*no list/);
      await failing.cache.close();
    });
  });

  describe('the scrub', () => {
    const damage = async (path: string): Promise<void> => {
      const { mtime, atime } = await stat(path);
      await chmod(path, 0o644);
      const content = await readFile(path);
      content[0] = ~(content[0] ?? 0);
      await writeFile(path, content);
      await utimes(path, atime, mtime);
    };

    it('finds a file that rotted unnoticed, quarantines it and keeps its record', async () => {
      const { path, key } = await fetch(1);
      await rig.cache.trim();
      await damage(path);
      let changes = 0;
      rig.cache.onDidChange(() => (changes += 1));
      const rounds = async (): Promise<boolean> => {
        await rig.clock.advance(HOUR_MS);
        return changes > 0;
      };
      const startedAt = rig.clock.now();
      await until(rounds);
      assert.ok(rig.clock.now() - startedAt >= 7 * DAY_MS);
      assert.equal(await exists(path), false);
      assert.equal((await rig.files('aside')).length, 1);
      assert.deepEqual(await keys(), [key]);
      assert.match(rig.log.lines.join(), /warn tool.bin was damaged on disk/);
    });

    it('stops with the cache', async () => {
      await fetch(1);
      await rig.clock.advance(8 * DAY_MS);
      await rig.cache.close();
      assert.equal(rig.clock.pending, 0);
    });
  });

  describe('the daily sweep', () => {
    const bytes = someBytes(SIZE);
    const asset = attachmentOf(bytes);
    const origin = new FakeOrigin(bytes);
    let lists = 0;

    /** Another process, whose looks at all records are counted; those that make room after a download are not. */
    const start = async (afterMs = 0): Promise<Rig> => {
      await rig.clock.advance(afterMs);
      lists = 0;
      const wrapStore = (store: AssetStore) =>
        withMethods(store, {
          list: (signal) => {
            lists += 1;
            return store.list(signal);
          },
        });
      return makeRig(directory(), { clock: rig.clock, wrapStore });
    };
    /** As a process does that downloads nothing. */
    const startAndFind = async (afterMs = 0): Promise<Rig> => {
      const next = await start(afterMs);
      await next.get(asset, origin);
      return next;
    };
    const swept = (): Promise<void> => until(() => lists >= 2);
    const endWell = async (process: Rig): Promise<void> => {
      await process.cache.trim();
      await process.cache.close();
    };
    const downloadAndEnd = async (): Promise<void> => {
      const first = await start();
      await first.get(asset, origin);
      await first.cache.swept();
      await endWell(first);
    };
    const isIdle = async (process: Rig): Promise<boolean> => {
      await process.cache.swept();
      return lists === 0;
    };

    it('is not repeated by a process that starts within a day of one that ended well', async () => {
      await downloadAndEnd();
      const second = await startAndFind(HOUR_MS);
      assert.ok(await isIdle(second));
      await second.cache.close();
      const third = await startAndFind(HOUR_MS);
      assert.ok(await isIdle(third));
      await passing(third.clock, swept(), HOUR_MS);
      await third.cache.close();
    });

    it('is repeated by the first process of the next day', async () => {
      await downloadAndEnd();
      const next = await startAndFind(DAY_MS + 1);
      await swept();
      await next.cache.close();
    });

    it('is done at once if the last process was killed', async () => {
      const killed = await start();
      await killed.get(asset, origin);
      await until(() => lists >= 3);
      const next = await startAndFind(HOUR_MS);
      await swept();
      for (const { cache } of [next, killed]) await cache.close();
    });

    it('is done at once if a process was killed while it downloaded, after another that ended well', async () => {
      await downloadAndEnd();
      const killed = await start(HOUR_MS);
      await killed.get(attachmentOf(bytes, { name: 'other.bin', upstreamId: 'other' }), origin);
      const next = await startAndFind(HOUR_MS);
      await swept();
      for (const { cache } of [next, killed]) await cache.close();
    });

    it('is done at once if it could not be completed before', async () => {
      const failing = await makeRig(directory(), {
        clock: rig.clock,
        wrapStore: (store) => withMethods(store, { list: () => Promise.reject(new Error('no list')) }),
      });
      await failing.get(asset, origin);
      await until(() => /scrub stopped/.test(failing.log.lines.join()));
      await endWell(failing);
      const next = await startAndFind(HOUR_MS);
      await swept();
      await next.cache.close();
    });
  });

  it('does nothing on disk before it is used', async () => {
    await rig.clock.advance(30 * DAY_MS);
    assert.equal(await exists(at('blobs')), false);
    assert.equal(rig.clock.pending, 0);
    await passing(rig.clock, rig.cache.close());
  });
});
