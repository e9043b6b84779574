import assert from 'node:assert/strict';
import { chmod, mkdir, stat, utimes, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { SWEEP_AGES } from '../../../../src/engine/cache/sweep.ts';
import type { Asset } from '../../../../src/engine/model.ts';
import { exists, makeRig, until } from '../../../support/cacheRig.ts';
import type { Rig } from '../../../support/cacheRig.ts';
import { FakeClock } from '../../../support/fakeClock.ts';
import { FakeOrigin, attachmentOf, someBytes } from '../../../support/fakeOrigin.ts';
import { sha256Of } from '../../../support/records.ts';
import { useTempDir } from '../../../support/tempDir.ts';
import { THROUGH_A_FILE, itWith } from '../../../support/thisSystem.ts';

const SIZE = 100_000;
const HOUR_MS = 60 * 60_000;
const DAY_MS = 24 * HOUR_MS;

describe('the sweep', () => {
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
  const at = (...parts: string[]): string => join(directory(), 'cache-v1', ...parts);

  const place = async (path: string, ageMs: number): Promise<string> => {
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, 'left');
    const seconds = (rig.clock.now() - ageMs) / 1000;
    await utimes(path, seconds, seconds);
    return path;
  };
  const blob = (seed: number, ageMs: number): Promise<string> => {
    const sha = sha256Of(`blob ${seed}`);
    return place(at('blobs', 'sha256', sha.slice(0, 2), sha), ageMs);
  };
  const swept = async (paths: readonly string[]): Promise<boolean[]> => {
    await fetch(1);
    await rig.cache.trim();
    return Promise.all(paths.map(async (path) => !(await exists(path))));
  };

  it('removes leftovers of each room after its time, and nothing younger', async () => {
    const paths: string[] = [];
    for (const [room, name] of [
      ['partials', 'partials'],
      ['leases', 'leases'],
      ['quarantine', 'aside'],
      ['importedIndexes', join('imported', 'evidence')],
      ['importedFiles', join('imported', 'evidence', 'files')],
    ] as const) {
      for (const slackMs of [-60_000, 60_000]) {
        paths.push(await place(at(name, `left ${slackMs}`), SWEEP_AGES[room] + slackMs));
      }
    }
    assert.deepEqual(
      await swept(paths),
      paths.map((_, index) => index % 2 === 1),
    );
  });

  itWith('permissions', 'shuts others out of a cache that somebody opened to them', async () => {
    await mkdir(at(), { recursive: true });
    await chmod(at(), 0o755);
    await swept([]);
    assert.equal((await stat(at())).mode & 0o077, 0);
  });

  it('removes after an hour what a killed run received but never described', async () => {
    const key = sha256Of('key');
    const paths = [
      await place(at('partials', `${key}.dead.data`), HOUR_MS + 60_000),
      await place(at('partials', `${key}.alive.data`), HOUR_MS - 60_000),
      await place(at('partials', `${key}.described.data`), HOUR_MS + 60_000),
      await place(at('partials', `${key}.described.json`), HOUR_MS + 60_000),
    ];
    assert.deepEqual(await swept(paths), [true, false, false, false]);
  });

  it('removes files dated by a clock that was ahead', async () => {
    assert.deepEqual(await swept([await place(at('leases', 'ahead'), -365 * DAY_MS)]), [true]);
  });

  it('continues with the next room when one cannot be read, and logs it', async () => {
    await mkdir(at('leases'), { recursive: true });
    const left = await place(at('aside', 'left'), SWEEP_AGES.quarantine + 60_000);
    await place(at('unclaimed'), 0);
    await blob(1, 0);
    assert.deepEqual(await swept([left]), [true]);
    assert.match(rig.log.lines.join(), new RegExp(`warn the sweep is incomplete: .*${THROUGH_A_FILE}`));
  });

  /** A window that is opened on another day, and its sweep. */
  const anotherDay = async (): Promise<void> => {
    await rig.cache.close();
    await rig.clock.advance(DAY_MS);
    rig = await makeRig(directory(), { clock: rig.clock });
    await rig.get(attachmentOf(someBytes(10)), new FakeOrigin(someBytes(10)));
    await rig.cache.trim();
  };

  it('runs every day in a window that stays open', async () => {
    await swept([]);
    const left = await place(at('leases', 'left'), HOUR_MS - DAY_MS / 2);
    // Waits until the next sweep is scheduled.
    await until(() => rig.clock.pending > 0);
    await rig.clock.advance(DAY_MS);
    await until(async () => !(await exists(left)));
  });

  it('removes a blob that no record points at two days after that is seen, and leaves foreign files', async () => {
    const paths = [
      await blob(1, 9 * DAY_MS),
      await blob(2, -9 * DAY_MS),
      await place(at('blobs', 'sha256', 'ab', 'notes.txt'), 9 * DAY_MS),
      await place(at('blobs', 'sha256', 'notes.txt'), 9 * DAY_MS),
    ];
    assert.deepEqual(await swept(paths), [false, false, false, false]);
    await anotherDay();
    assert.deepEqual(await Promise.all(paths.map(exists)), [true, true, true, true]);
    await anotherDay();
    assert.deepEqual(await Promise.all(paths.map(exists)), [false, false, true, true]);
    await anotherDay();
    assert.deepEqual(await rig.files('unclaimed'), []);
  });

  it('counts no day that passed only by a changed clock', async () => {
    const lost = await blob(1, 9 * DAY_MS);
    await swept([]);
    for (const startsAt of [400 * DAY_MS, 0]) {
      const other = await makeRig(directory(), { clock: new FakeClock(rig.clock.now() + startsAt) });
      await other.get(attachmentOf(someBytes(10)), new FakeOrigin(someBytes(10)));
      await other.cache.trim();
      await other.cache.close();
    }
    assert.equal(await exists(lost), true);
    await anotherDay();
    assert.equal(await exists(lost), true);
  });

  it('counts days from when a blob lost its record, until it has one again', async () => {
    const { path, asset, key } = await fetch(1);
    await anotherDay();
    const record = (await rig.store.find(key))!;
    await rig.store.delete(key);
    await anotherDay();
    await anotherDay();
    assert.equal(await exists(path), true);
    await rig.store.upsert(record);
    await anotherDay();
    await rig.store.delete(key);
    await anotherDay();
    await anotherDay();
    assert.equal(await exists(path), true);
    assert.equal(await rig.cache.find(asset), undefined);
    await anotherDay();
    assert.equal(await exists(path), false);
  });

  it('leaves old blobs that a record points at', async () => {
    const { path } = await fetch(1);
    await utimes(path, 1, 1);
    for (let days = 0; days < 4; days += 1) await anotherDay();
    assert.equal(await exists(path), true);
  });

  it('moves a damaged record to quarantine after two days, so that it does not hold up the others for good', async () => {
    const { path, asset } = await fetch(1);
    const [name] = await rig.files('state');
    await writeFile(at('state', name!), 'damaged');
    const lost = await blob(2, 9 * DAY_MS);
    await rig.cache.trim();
    for (let days = 0; days < 2; days += 1) {
      await anotherDay();
      await assert.rejects(rig.cache.find(asset), { code: 'storage' });
    }
    await anotherDay();
    assert.deepEqual(await rig.files('aside'), [name]);
    assert.match(rig.log.lines.join(), /warn a damaged record was moved to quarantine at/);
    assert.deepEqual([await exists(path), await exists(lost)], [true, true]);
    assert.equal(await rig.cache.find(asset), undefined);
    for (let days = 0; days < 3; days += 1) await anotherDay();
    assert.deepEqual([await exists(path), await exists(lost)], [false, false]);
  });
});
