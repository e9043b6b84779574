import type { AssetStore, Clock, Log } from '../ports.ts';
import type { BlobStore } from './blobStore.ts';
import type { Evictor } from './evictor.ts';
import type { Layout } from './layout.ts';
import { scrub } from './scrub.ts';
import { sweep } from './sweep.ts';
import type { Verifier } from './verifier.ts';

export interface HousekeeperOptions {
  readonly layout: Layout;
  readonly store: AssetStore;
  readonly blobs: BlobStore;
  readonly evictor: Evictor;
  readonly verifier: Verifier;
  readonly clock: Clock;
  readonly log: Log;
  /** Aborted to stop all of it. */
  readonly signal: AbortSignal;
  /** Hears that something on disk is no longer there. */
  readonly onChanged: () => void;
}

/** What happens in the background: the sweep, then the scrub, and making room in between, one after another. */
export class Housekeeper {
  readonly #options: HousekeeperOptions;
  #work: Promise<void> = Promise.resolve();
  #scrubbing: Promise<void> | undefined;

  constructor(options: HousekeeperOptions) {
    this.#options = options;
  }

  /** Sweeps and scrubs from now on; further calls do nothing. */
  start(): void {
    if (this.#scrubbing) return;
    this.#work = this.#work.then(() => sweep(this.#options));
    this.#scrubbing = this.#work.then(() => scrub({ ...this.#options, onBroken: this.#options.onChanged }));
  }

  /** Makes room. Resolves when that is done; never rejects. */
  trim(): Promise<void> {
    const { evictor, log, signal, onChanged } = this.#options;
    this.#work = this.#work
      .then(async () => {
        if ((await evictor.trim(signal)) > 0) onChanged();
      })
      .catch((error: unknown) => log.warn(`eviction stopped: ${String(error)}`));
    return this.#work;
  }

  /** Resolves when everything has come to rest after the abort. */
  async ended(): Promise<void> {
    await this.#work;
    await this.#scrubbing;
  }
}
