import { access, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { DownloadCache } from '../../src/engine/cache/downloadCache.ts';
import type { CachedAsset, DownloadOptions, DownloadRequest } from '../../src/engine/cache/downloadRequest.ts';
import { DownloadLimiter } from '../../src/engine/cache/downloadLimiter.ts';
import type { Asset } from '../../src/engine/model.ts';
import type { AssetStore } from '../../src/engine/ports.ts';
import { DirectoryMemento } from '../../src/engine/store/directoryMemento.ts';
import { MementoAssetStore } from '../../src/engine/store/mementoAssetStore.ts';
import { MementoDownloadCounter } from '../../src/engine/store/mementoDownloadCounter.ts';
import { FakeClock, settle } from './fakeClock.ts';
import { FakeOrigin } from './fakeOrigin.ts';
import { MemoryLog } from './memoryLog.ts';
import { MemoryMemento } from './memoryMemento.ts';
import { useTempDir } from './tempDir.ts';

export const USER = 'https://git.example.org/';
const HOST = 'git.example.org';

/** How often everything that is ready may run before time moves on. */
const TURNS = 5;

export interface RigOptions {
  readonly clock?: FakeClock;
  readonly maxSizeBytes?: number;
  readonly concurrent?: number;
  /** Replaces or wraps the store. */
  readonly wrapStore?: (store: AssetStore) => AssetStore;
}

export type RigDownloadOptions = DownloadOptions &
  Partial<Pick<DownloadRequest, 'expected' | 'evidenceSource' | 'mirrors' | 'origin'>>;

/** A cache as one window uses it, with real files and records and a clock that stands still. */
export interface Rig {
  readonly cache: DownloadCache;
  readonly store: AssetStore;
  readonly clock: FakeClock;
  readonly log: MemoryLog;
  readonly limiter: DownloadLimiter;
  /** May be changed while it runs. */
  readonly limits: { maxSizeBytes: number; concurrent: number; perDay: number };
  get(asset: Asset, origin: FakeOrigin, options?: RigDownloadOptions): Promise<CachedAsset>;
  /** The number of downloads that count today. */
  counted(): Promise<number>;
  /** The names of the files in a room of the cache. */
  files(room: 'partials' | 'leases' | 'aside' | 'blobs' | 'state' | 'unclaimed'): Promise<string[]>;
}

export async function makeRig(directory: string, options: RigOptions = {}): Promise<Rig> {
  const clock = options.clock ?? new FakeClock(Date.now());
  const log = new MemoryLog();
  const records = await DirectoryMemento.open(join(directory, 'cache-v1', 'state'));
  const inner = new MementoAssetStore(records);
  const store = options.wrapStore?.(inner) ?? inner;
  const limits = { maxSizeBytes: options.maxSizeBytes ?? 1e9, concurrent: options.concurrent ?? 4, perDay: 0 };
  const counter = new MementoDownloadCounter({ memento: new MemoryMemento(), writerId: 'w', now: () => clock.now() });
  const { concurrent, perDay } = { concurrent: () => limits.concurrent, perDay: () => limits.perDay };
  const limiter = new DownloadLimiter({ counter, clock, concurrent, perDay });
  const cache = new DownloadCache({ directory, store, clock, log, limiter, maxSizeBytes: () => limits.maxSizeBytes });
  return {
    cache,
    store,
    clock,
    log,
    limiter,
    limits,
    get: (asset, origin, how) => cache.get({ origin: { host: HOST, open: origin.open }, ...how, asset }),
    counted: async () => (await limiter.usedToday(USER)).count,
    files: async (room) => {
      const path = join(directory, 'cache-v1', room);
      const names = await readdir(path, { recursive: true, withFileTypes: true }).catch(() => []);
      return names.filter((entry) => entry.isFile()).map(({ name }) => name);
    },
  };
}

export const exists = (path: string): Promise<boolean> =>
  access(path).then(
    () => true,
    () => false,
  );

/**
 * Lets everything run, file system included, until the condition holds. For states that no promise announces; the test's own
 * time limit ends it.
 */
export async function until(isSo: () => boolean | Promise<boolean>): Promise<void> {
  while (!(await isSo())) await new Promise<void>((resolve) => setImmediate(resolve));
}

/** The outcome of a promise that waits for time. Advances the clock in steps until it settles. */
export async function passing<T>(clock: FakeClock, promise: Promise<T>, stepMs = 100): Promise<T> {
  const state = { settled: false };
  const settled = promise.finally(() => (state.settled = true));
  settled.catch(() => undefined);
  while (!state.settled) {
    // Files take real time. A clock that runs far ahead of them would trigger heartbeats and time limits too early.
    for (let turn = 0; turn < TURNS && !state.settled; turn += 1) await settle();
    await clock.advance(stepMs);
  }
  return settled;
}

/** The object with some of its methods replaced. */
export function withMethods<T extends object>(object: T, methods: Partial<T>): T {
  const names = Object.getOwnPropertyNames(Object.getPrototypeOf(object)) as (keyof T & string)[];
  const bound = names.map((name) => [name, (object[name] as (...args: unknown[]) => unknown).bind(object)]);
  return { ...(Object.fromEntries(bound) as T), ...methods };
}

/** Creates a rig with an origin on an empty directory for each test of the calling suite. Returns the directory. */
export function useRig(bytes: Buffer, assign: (fresh: { rig: Rig; origin: FakeOrigin }) => void): () => string {
  const directory = useTempDir();
  let rig: Rig | undefined;
  beforeEach(async () => {
    rig = await makeRig(directory());
    assign({ rig, origin: new FakeOrigin(bytes) });
  });
  afterEach(() => rig?.cache.close());
  return directory;
}
