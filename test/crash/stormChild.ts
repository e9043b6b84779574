import { createHash } from 'node:crypto';
import { readFileSync, writeSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import { systemClock } from '../../src/engine/systemClock.ts';
import type { OpenBody } from '../../src/engine/ports.ts';
import { STORM_COUNTER, attachmentsOf, isPinned, keyOf, packageFileAt } from './stormFiles.ts';
import type { ServedFile } from './files.ts';
import { openWorld } from './world.ts';
import type { World } from './world.ts';

/** A process that does everything that can be done to a cache, in random order, until its time is over or it is killed. */
export interface StormJob {
  readonly directory: string;
  readonly epoch: number;
  readonly maxSizeBytes: number;
  readonly forMs: number;
}

/** What a process reports; `at` is in nanoseconds of a clock that all processes share. */
export type StormLine =
  | { readonly kind: 'opened' | 'ended'; readonly id: number; readonly key: string; readonly at: number }
  | { readonly kind: 'begun' | 'increment' | 'incremented' | 'trimmed' | 'verified' | 'end' }
  /** Several calls may have waited for one download; they report the same name. */
  | { readonly kind: 'fetched'; readonly download: string }
  | { readonly kind: 'handed'; readonly path: string; readonly replaceable: boolean }
  | { readonly kind: 'wrong' | 'evictedAtOnce'; readonly what: string };

const tell = (line: StormLine): void => void writeSync(1, `${JSON.stringify(line)}\n`);
const now = (): number => Number(process.hrtime.bigint());
const oneIn = (n: number): boolean => Math.random() * n < 1;

let opened = 0;

/** Slow enough that other processes join in meanwhile. */
const serveSlowly =
  (file: ServedFile): OpenBody =>
  async (range) => {
    const [id, key] = [(opened += 1), keyOf(file)];
    tell({ kind: 'opened', id, key, at: now() });
    const offsetBytes = range?.offsetBytes ?? 0;
    const body = async function* (): AsyncGenerator<Uint8Array> {
      try {
        for (let at = offsetBytes; at < file.bytes.byteLength; at += 10_000) {
          yield file.bytes.subarray(at, at + 10_000);
          await delay(Math.random() * 6);
        }
      } finally {
        tell({ kind: 'ended', id, key, at: now() });
      }
    };
    await delay(Math.random() * 6);
    return { offsetBytes, sizeBytes: file.bytes.byteLength, validator: '"v1"', body: body(), discard: () => undefined };
  };

async function download(world: World, file: ServedFile): Promise<void> {
  tell({ kind: 'begun' });
  const { path, record, fromCache } = await world.get(file.asset, serveSlowly(file));
  if (!fromCache) tell({ kind: 'fetched', download: `${record.key} ${record.sha256} ${record.storedAt}` });
  const replaceable = file.asset.storage === 'packageFile';
  try {
    const sha256 = createHash('sha256').update(readFileSync(path)).digest('hex');
    if (sha256 !== record.sha256) tell({ kind: 'wrong', what: `other bytes at ${path}` });
    if (!readFileSync(path).equals(file.bytes)) tell({ kind: 'wrong', what: `bytes of another file at ${path}` });
  } catch (error) {
    if (!replaceable) tell({ kind: 'wrong', what: `handed out and gone: ${String(error)}` });
  }
  tell({ kind: 'handed', path, replaceable });
  if (isPinned(file)) await world.cache.keep(keyOf(file), true);
}

async function something(world: World, epoch: number): Promise<void> {
  const files = attachmentsOf(epoch);
  const file = oneIn(2) ? packageFileAt(Date.now()) : (files[Math.floor(Math.random() * files.length)] as ServedFile);
  if (oneIn(6)) {
    await world.cache.trim();
    tell({ kind: 'trimmed' });
  }
  if (oneIn(6)) {
    tell({ kind: 'increment' });
    await world.counter.increment(STORM_COUNTER);
    tell({ kind: 'incremented' });
  }
  if (oneIn(6)) {
    const { state } = await world.cache.verify(keyOf(file));
    if (state === 'broken') tell({ kind: 'wrong', what: `${file.asset.name} is broken` });
    tell({ kind: 'verified' });
  }
  await download(world, file);
  if (oneIn(3) && file.asset.storage === 'packageFile') await world.cache.evict([keyOf(file)], { alsoKept: true });
}

async function run({ directory, epoch, maxSizeBytes, forMs }: StormJob): Promise<void> {
  const end = Date.now() + forMs;
  const world = openWorld(directory, systemClock, { maxSizeBytes });
  const work = async (): Promise<void> => {
    while (Date.now() < end) {
      await something(world, epoch).catch((error: unknown) => {
        // It was evicted by hand after it was stored and before it was checked. The error says so, and no harm is done.
        const kind = /removed at once/.test(String(error)) ? 'evictedAtOnce' : 'wrong';
        tell({ kind, what: String(error) });
      });
      await delay(Math.random() * 4);
    }
  };
  await Promise.all([work(), work()]);
  await world.cache.close();
  tell({ kind: 'end' });
}

const alive = setInterval(() => undefined, 1000);
await run(JSON.parse(process.argv[2] as string) as StormJob);
clearInterval(alive);
