import { readFile, readdir } from 'node:fs/promises';
import { basename, join, relative } from 'node:path';
import { cacheRoot } from '../../src/engine/disk.ts';
import type { Clock } from '../../src/engine/ports.ts';
import { sha256Of } from '../support/records.ts';
import { FILES, SMALL, serve } from './files.ts';
import type { ServedFile } from './files.ts';
import { patientClock, shiftedClock } from './shiftedClock.ts';
import { openWorld } from './world.ts';
import type { World } from './world.ts';

const DAY_MS = 24 * 60 * 60 * 1000;
/** After this time, a lease that was only partly written belongs to nobody. */
const LATER_MS = 30_000;
/** Shorter than a lease, so waiting for a dead process would fail. */
const PATIENCE_MS = 12_000;

const HEX = '[0-9a-f]';
const UUID = `${HEX}{8}(?:-${HEX}{4}){3}-${HEX}{12}`;
const KEY = `${HEX}{64}`;
/** Everything that may be in a cache at any time. */
const NAMES = [
  `blobs/sha256/${HEX}{2}/${KEY}`,
  `partials/${KEY}\\.${UUID}\\.(?:data|json|json\\.tmp)`,
  `leases/${KEY}(?:\\.(?:${UUID}|unreadable))?`,
  `(?:aside|unclaimed)/${KEY}`,
  'swept',
  `(?:state|counters)/${KEY}\\.json(?:\\.${UUID}\\.tmp|\\.lock)?`,
].map((pattern) => new RegExp(`^${pattern}$`));

export interface Expected {
  readonly wanted: readonly ServedFile[];
  readonly kept?: readonly ServedFile[];
  /** Downloads that are known to have succeeded and to have started, over all directories. */
  readonly done: number;
  readonly begun: number;
}

interface LookOptions {
  /** Whether to check again some weeks later. @default true */
  readonly alsoLater?: boolean;
  /** How much later the new run starts. */
  readonly afterMs?: number;
}

/** The files below a cache's root, as relative paths. */
export async function filesBelow(directory: string): Promise<readonly string[]> {
  const root = cacheRoot(directory);
  const entries = await readdir(root, { recursive: true, withFileTypes: true }).catch(() => []);
  return entries.filter((entry) => entry.isFile()).map((entry) => relative(root, join(entry.parentPath, entry.name)));
}

/**
 * Checks a cache that was abandoned at any moment, as a new run of the program sees it. Returns everything that is wrong.
 */
export async function problemsOf(
  directories: readonly string[],
  expected: Expected,
  { alsoLater = true, afterMs = LATER_MS }: LookOptions = {},
): Promise<readonly string[]> {
  const clock = (): Clock => shiftedClock(afterMs);
  const problems: string[] = [];
  let counted = 0;
  for (const directory of directories) {
    const world = openWorld(directory, clock());
    problems.push(...(await wrongNames(directory)), ...(await wrongBlobs(directory)), ...(await wrongHits(world)));
    counted += await world.counted();
    await world.cache.close();
  }
  if (counted < expected.done) problems.push(`${expected.done} downloads ended, ${counted} are counted`);
  if (counted > expected.begun) problems.push(`${expected.begun} downloads began, ${counted} are counted`);
  const directory = directories.at(-1) as string;
  problems.push(...(await lost(directories[0] as string, expected.kept ?? [], clock())));
  for (const file of expected.wanted) problems.push(...(await notCompleted(directory, file, afterMs)));
  for (const each of alsoLater ? directories : []) {
    problems.push(...(await remains(each, (world) => world.get(SMALL.asset, serve(SMALL)))));
  }
  return problems;
}

export async function wrongNames(directory: string): Promise<readonly string[]> {
  const names = await filesBelow(directory);
  return names.filter((name) => !NAMES.some((pattern) => pattern.test(name))).map((name) => `${name} is left`);
}

/** Every blob must have the bytes that its name promises, except those that a scenario damages; these are all zeros. */
export async function wrongBlobs(directory: string): Promise<readonly string[]> {
  const problems: string[] = [];
  for (const name of (await filesBelow(directory)).filter((one) => one.startsWith('blobs'))) {
    const bytes = await readFile(join(cacheRoot(directory), name));
    const damaged = bytes.byteLength > 0 && bytes.every((byte) => byte === 0);
    if (!damaged && sha256Of(bytes) !== basename(name)) problems.push(`${name} has other bytes`);
  }
  return problems;
}

async function wrongHits({ cache, store }: World): Promise<readonly string[]> {
  const problems: string[] = [];
  for (const { asset, bytes } of FILES) {
    const hit = await cache.find(asset);
    if (hit && !(await readFile(hit.path)).equals(bytes)) problems.push(`a wrong ${asset.name} is served`);
  }
  for (const record of (await store.list()).records) {
    const known = FILES.some(({ bytes }) => sha256Of(bytes) === record.sha256);
    if (!known) problems.push(`a record of unknown bytes: ${record.sha256}`);
  }
  return problems;
}

async function lost(directory: string, kept: readonly ServedFile[], clock: Clock): Promise<readonly string[]> {
  const world = openWorld(directory, clock);
  const found = await Promise.all(kept.map(({ asset }) => world.cache.find(asset)));
  await world.cache.close();
  return kept.filter((_file, index) => !found[index]).map(({ asset }) => `${asset.name} is lost`);
}

async function notCompleted(directory: string, file: ServedFile, afterMs: number): Promise<readonly string[]> {
  const { clock, waitedMs } = patientClock(afterMs);
  const world = openWorld(directory, clock);
  const before = await world.counted();
  try {
    const { path, fromCache } = await world.get(file.asset, serve(file));
    const [bytes, after] = [await readFile(path), await world.counted()];
    const problems = [];
    if (!bytes.equals(file.bytes)) problems.push(`${file.asset.name} completes with other bytes`);
    if (after !== before + (fromCache ? 0 : 1)) problems.push(`${before} were counted, then ${after}`);
    if (waitedMs() > PATIENCE_MS) problems.push(`it waited ${waitedMs()} ms`);
    return problems;
  } catch (error) {
    return [`${file.asset.name} does not complete: ${String(error)}`];
  } finally {
    await world.cache.close();
  }
}

/**
 * After some weeks, only records, their blobs, counts and the mark of the last sweep may be left. `use` is a run of the program. It runs on several
 * days, because unclaimed files are kept for some days.
 */
export async function remains(directory: string, use: (world: World) => Promise<unknown>): Promise<readonly string[]> {
  const referenced = new Set<string>();
  for (const days of [20, 22, 24, 26]) {
    const world = openWorld(directory, shiftedClock(days * DAY_MS));
    // The first use of each room starts its sweep.
    await world.counted();
    await use(world);
    await world.cache.trim();
    await world.cache.close();
    referenced.clear();
    for (const { sha256 } of (await world.store.list()).records) referenced.add(sha256);
  }
  return (await filesBelow(directory))
    .filter((name) => !/^(?:swept|(?:state|counters)\/[0-9a-f]{64}\.json)$/.test(name))
    .filter((name) => !referenced.has(basename(name)))
    .map((name) => `${name} is never swept`);
}
