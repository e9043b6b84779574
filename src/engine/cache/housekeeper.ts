import type { AssetStore, Clock, Log } from '../ports.ts';
import { wait } from '../wait.ts';
import type { BlobStore } from './blobStore.ts';
import type { Evictor } from './evictor.ts';
import type { Layout } from './layout.ts';
import { scrub } from './scrub.ts';
import { sweep } from './sweep.ts';
import type { Verifier } from './verifier.ts';

/** Between two passes that make room: this many times as long as one takes, within bounds. */
const REST_FACTOR = 4;
const MIN_REST_MS = 5000;
const MAX_REST_MS = 30_000;

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
  #soon: Promise<void> | undefined;
  /** How long the last pass that made room took. */
  #passMs = 0;

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
    const { log } = this.#options;
    this.#work = this.#work
      .then(() => this.#pass())
      .catch((error: unknown) => log.warn(`eviction stopped: ${String(error)}`));
    return this.#work;
  }

  /**
   * Makes room in a moment: at once the first time, and then with rests, as each pass looks at every record. Calls until
   * the pass begins ask for the same one.
   */
  trimSoon(): void {
    this.#soon ??= this.#rest().then(
      () => this.trim(),
      () => undefined,
    );
  }

  /** Resolves when everything has come to rest after the abort. */
  async ended(): Promise<void> {
    await this.#soon;
    await this.#work;
    await this.#scrubbing;
  }

  async #rest(): Promise<void> {
    const { clock, signal } = this.#options;
    const restMs = Math.min(Math.max(MIN_REST_MS, REST_FACTOR * this.#passMs), MAX_REST_MS);
    if (this.#passMs > 0) await wait(clock, restMs, signal);
  }

  async #pass(): Promise<void> {
    const { evictor, clock, signal, onChanged } = this.#options;
    this.#soon = undefined;
    const startedAt = clock.now();
    if ((await evictor.trim(signal)) > 0) onChanged();
    this.#passMs = Math.max(0, clock.now() - startedAt);
  }
}
