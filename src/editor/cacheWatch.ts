import { watch } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Engine } from '../engine/index.ts';

interface CacheWatchOptions {
  readonly cache: Pick<Engine['cache'], 'onDidChange'>;
  readonly directory: string;
  /** Called whenever something may have changed. Changes come in bursts. */
  readonly onChange: () => void;
  /** @default node's */
  readonly watchDirectory?: WatchDirectory | undefined;
}

export type WatchDirectory = (
  path: string,
  onChange: (event: string, name: string | null) => void,
) => { close(): void; on(event: 'error', listener: () => void): unknown };

const watchWithNode: WatchDirectory = (path, onChange) => watch(path, { persistent: false }, onChange);

/** Follows what this window does to the cache and, by watching its directory, what other windows do. */
export class CacheWatch {
  readonly #options: CacheWatchOptions;
  readonly #closers: (() => void)[] = [];
  #isClosed = false;

  constructor(options: CacheWatchOptions) {
    this.#options = options;
  }

  /** Rejects where the directory cannot be watched, as on some network file systems: then only this window is followed. */
  async open(): Promise<void> {
    const { cache, directory, onChange } = this.#options;
    this.#closers.push(cache.onDidChange(onChange));
    // A new cache has no directories yet, and a missing directory cannot be watched.
    const root = join(directory, 'cache-v1');
    const [state, partials] = [join(root, 'state'), join(root, 'partials')];
    for (const directory of [state, partials]) await mkdir(directory, { recursive: true, mode: 0o700 });
    if (this.#isClosed) return;
    this.#watch(state, onChange);
    // Received bytes are not reported; a description that appears, changes its owner or disappears is.
    this.#watch(partials, (event, name) => {
      if (event === 'rename' && (name?.endsWith('.json') ?? true)) onChange();
    });
  }

  /** Stops watching, even if the watch is still being opened. */
  close(): void {
    this.#isClosed = true;
    for (const close of this.#closers.splice(0)) close();
  }

  #watch(path: string, onChange: (event: string, name: string | null) => void): void {
    const watcher = (this.#options.watchDirectory ?? watchWithNode)(path, onChange);
    watcher.on('error', () => undefined);
    this.#closers.push(() => watcher.close());
  }
}
