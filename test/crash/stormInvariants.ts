import { readFile } from 'node:fs/promises';
import { systemClock } from '../../src/engine/systemClock.ts';
import { sha256Of } from '../support/records.ts';
import { remains, wrongBlobs, wrongNames } from './invariants.ts';
import { shiftedClock } from './shiftedClock.ts';
import { STORM_COUNTER, attachmentNo } from './stormFiles.ts';
import { USER, openWorld } from './world.ts';

const DAY_MS = 24 * 60 * 60 * 1000;

/** The problems of a cache after a storm, at once and after everything removable is gone. */
export async function problemsLeft(directory: string): Promise<readonly string[]> {
  const problems = [...(await wrongNames(directory)), ...(await wrongBlobs(directory))];
  const world = openWorld(directory, shiftedClock(20 * DAY_MS));
  for (const record of (await world.store.list()).records) {
    const bytes = await readFile(world.cache.pathOf(record)).catch(() => undefined);
    if (bytes && sha256Of(bytes) !== record.sha256) problems.push(`a record with other bytes: ${record.name}`);
    if (!bytes && record.kept) problems.push(`${record.name} was kept and is gone`);
  }
  await world.cache.close();
  const file = attachmentNo(0);
  const open = { sizeBytes: file.bytes.byteLength, validator: undefined, offsetBytes: 0, discard: () => undefined };
  const body = [file.bytes] as unknown as AsyncIterable<Buffer>;
  const left = await remains(directory, (one) => one.get(file.asset, () => Promise.resolve({ ...open, body })));
  return [...problems, ...left];
}

/** Makes every last use `ms` older. */
export async function age(directory: string, ms: number): Promise<void> {
  const { store } = openWorld(directory, systemClock);
  for (const { key } of (await store.list()).records) {
    await store.edit(key, (record) => ({ ...record, usedAt: record.usedAt - ms }));
  }
}

/** The counts that the storm made itself, and those of its downloads. */
export async function countersOf(directory: string): Promise<{ increments: number; downloads: number }> {
  const { counter } = openWorld(directory, systemClock);
  const day = new Date().toISOString().slice(0, 10);
  return { increments: await counter.read(STORM_COUNTER), downloads: await counter.read(`${day} ${USER}`) };
}
