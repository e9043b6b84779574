import { DownloadCache } from '../../src/engine/cache/downloadCache.ts';
import { DownloadLimiter } from '../../src/engine/cache/downloadLimiter.ts';
import type { Asset } from '../../src/engine/model.ts';
import type { AssetStore, Clock, DownloadCounter, OpenBody } from '../../src/engine/ports.ts';
import { openDirectoryStores } from '../../src/engine/store/directoryStores.ts';
import { MemoryLog } from '../support/memoryLog.ts';

export const USER = 'https://git.example.org/';

/** A cache on a directory as one run of the program uses it, without a network. */
export interface World {
  readonly cache: DownloadCache;
  readonly store: AssetStore;
  readonly counter: DownloadCounter;
  readonly limiter: DownloadLimiter;
  readonly log: MemoryLog;
  get(asset: Asset, open: OpenBody, signal?: AbortSignal): ReturnType<DownloadCache['get']>;
  counted(): Promise<number>;
}

export interface WorldOptions {
  readonly maxSizeBytes?: number;
}

export function openWorld(directory: string, clock: Clock, options: WorldOptions = {}): World {
  const log = new MemoryLog();
  const { maxSizeBytes = 1e9 } = options;
  const { store, counter } = openDirectoryStores({ directory, clock, writerId: crypto.randomUUID() });
  const limiter = new DownloadLimiter({ counter, clock, concurrent: () => 4, perDay: () => 0 });
  const cache = new DownloadCache({ directory, store, clock, log, limiter, maxSizeBytes: () => maxSizeBytes });
  return {
    cache,
    store,
    counter,
    limiter,
    log,
    get: (asset, open, signal) => cache.get({ asset, origin: { host: 'git.example.org', open }, signal }),
    counted: async () => (await limiter.usedToday(USER)).count,
  };
}
