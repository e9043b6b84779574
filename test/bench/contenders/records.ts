import assert from 'node:assert/strict';
import { copyFile, readFile, readdir, rename, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import cacache from 'cacache';
import { systemClock } from '../../../src/engine/index.ts';
import type { Clock } from '../../../src/engine/ports.ts';
import { DirectoryMemento } from '../../../src/engine/store/directoryMemento.ts';
import { MementoAssetStore } from '../../../src/engine/store/mementoAssetStore.ts';
import { makeEngine } from '../../support/testEngine.ts';
import { assetAt, blobPathAt, recordPathAt, stateDirectory } from '../manyRecords.ts';
import { percentile } from '../statistics.ts';
import { pooled } from './contender.ts';
import type { Contender } from './contender.ts';

/** The same positions in every run, spread evenly. */
const places = (count: number, lookups: number): number[] =>
  Array.from({ length: lookups }, (_, index) => (index * 7919) % count);

async function timed(numbers: readonly number[], one: (number: number) => Promise<void>): Promise<{ p50Ms: number }> {
  const times: number[] = [];
  for (const number of numbers) {
    const startedAt = performance.now();
    await one(number);
    times.push(performance.now() - startedAt);
  }
  return { p50Ms: percentile(times, 0.5) };
}

/** The system's clock, set to another time. */
function clockFrom(startsAt: number): Clock {
  const aheadMs = startsAt - Date.now();
  return { now: () => Date.now() + aheadMs, after: (ms, run) => systemClock.after(ms, run) };
}

/** Looks up the path of an asset's checked file, for the first time in a process and again. */
export const hit: Contender = async ({ directory, count, lookups, startsAt = Date.now() }) => {
  const { engine, ...test } = await makeEngine(directory, { clock: clockFrom(startsAt) });
  const assets = places(count, lookups).map((number) => assetAt(number));
  const look = async (index: number): Promise<void> => {
    const found = await engine.find(assets[index]!);
    assert.ok(found?.path);
  };
  const work = async () => {
    const first = await timed([...assets.keys()], look);
    const again = await timed([...assets.keys()], look);
    return { ...first, againP50Ms: again.p50Ms };
  };
  return { work, close: async () => test[Symbol.asyncDispose]() };
};

export const cacacheHit: Contender = ({ directory, count, lookups }) => {
  const work = () =>
    timed(places(count, lookups), async (number) => {
      const found = await cacache.get.info(directory, `key ${number}`);
      await stat(found!.path);
    });
  return Promise.resolve({ work });
};

/** Opens the store and lists all records. */
export const openStore: Contender = ({ directory, count }) => {
  const work = async () => {
    const memento = await DirectoryMemento.open(stateDirectory(directory), systemClock);
    assert.equal((await new MementoAssetStore(memento).list()).records.length, count);
    return {};
  };
  return Promise.resolve({ work });
};

/** Lists all records again after another window wrote one. */
export const listChanged: Contender = async ({ directory, count }) => {
  const memento = await DirectoryMemento.open(stateDirectory(directory), systemClock);
  const store = new MementoAssetStore(memento);
  await store.list();
  const record = recordPathAt(directory, 0);
  await copyFile(record, `${record}.tmp`);
  await rename(`${record}.tmp`, record);
  const work = async () => {
    assert.equal((await store.list()).records.length, count);
    return {};
  };
  return { work };
};

/** Reads the bytes of all records from one file. */
export const readOneFile: Contender = async ({ directory }) => {
  const state = stateDirectory(directory);
  const file = join(directory, 'records.txt');
  const texts: string[] = [];
  await pooled(await readdir(state), 64, async (name) => void texts.push(await readFile(join(state, name), 'utf8')));
  await writeFile(file, texts.join('\n'));
  const work = async () => {
    assert.ok((await readFile(file, 'utf8')).length > 0);
    return {};
  };
  return { work, close: () => rm(file) };
};

/** Reads the same bytes from as many files at once as the store does. */
export const readRecords: Contender = ({ directory, count }) => {
  const state = stateDirectory(directory);
  const work = async () => {
    const names = await readdir(state);
    assert.equal(names.length, count);
    await pooled(names, 64, async (name) => void (await readFile(join(state, name), 'utf8')));
    return {};
  };
  return Promise.resolve({ work });
};

/** Evicts until `remaining` records are left. */
export const evict: Contender = async ({ directory, remaining }) => {
  const sizeBytes = (await stat(blobPathAt(directory, 0))).size;
  const { engine, ...test } = await makeEngine(
    directory,
    { clock: systemClock },
    { maxSizeBytes: remaining * sizeBytes },
  );
  // Opening the cache is measured by a row of its own.
  await engine.cache.list();
  const work = async () => {
    await engine.cache.trim();
    return {};
  };
  const close = async (): Promise<void> => {
    assert.equal((await engine.cache.list()).length, remaining);
    await test[Symbol.asyncDispose]();
  };
  return { work, close };
};

/** Removes the files that `evict` removes, with as many at once as there are threads for it. */
export const removeFiles: Contender = ({ directory, count, remaining }) => {
  const numbers = Array.from({ length: count - remaining }, (_, number) => number);
  const paths = numbers.flatMap((number) => [blobPathAt(directory, number), recordPathAt(directory, number)]);
  const work = async () => {
    await pooled(paths, 4, (path) => rm(path));
    return {};
  };
  return Promise.resolve({ work });
};
