import { ageMs } from '../age.ts';
import type { AssetStore, Clock, Log } from '../ports.ts';
import { wait } from '../wait.ts';
import type { BlobStore } from './blobStore.ts';
import { HANDED_OUT_MS } from './eviction.ts';
import type { Evictor } from './evictor.ts';
import type { CacheLayout } from './cacheLayout.ts';
import { scrub } from './scrub.ts';
import { sweep } from './sweep.ts';
import { SweepMark } from './sweepMark.ts';
import type { CachedFileVerifier } from './cachedFileVerifier.ts';

const DAY_MS = 24 * 60 * 60 * 1000;
/** The pause between two passes that make room, as a multiple of how long one takes, within bounds. */
const REST_FACTOR = 4;
const MIN_REST_MS = 5000;
const MAX_REST_MS = 30_000;
const SCRUB_DELAY_MS = 60_000;

interface HousekeeperOptions {
  readonly layout: CacheLayout;
  readonly store: AssetStore;
  readonly blobs: BlobStore;
  readonly evictor: Evictor;
  readonly verifier: CachedFileVerifier;
  readonly clock: Clock;
  readonly log: Log;
  /** Aborted to stop all of it. */
  readonly signal: AbortSignal;
  /** Called when something was removed from disk. */
  readonly onChanged: () => void;
}

/**
 * Background work: the sweep and the scrub once a day, with evictions in between, one after another. If an earlier process
 * completed a sweep and ended well, a new one waits for the rest of the day.
 */
export class Housekeeper {
  readonly #options: HousekeeperOptions;
  #work: Promise<void> = Promise.resolve();
  #dueSweep: Promise<boolean> = Promise.resolve(false);
  #daily: Promise<void> | undefined;
  #soon: Promise<void> | undefined;
  readonly #mark: SweepMark;
  /** Set once the mark is removed, which this process then writes again at its end. */
  #unmarking: Promise<void> | undefined;
  /** When a sweep was last completed, by this process or an earlier one. */
  #sweptAt: number | undefined;
  /** Replaced bytes that are not removed yet. If this process ends before that, a later sweep has to see them. */
  #drops = 0;
  /** How long the last pass that made room took. */
  #passMs = 0;

  constructor(options: HousekeeperOptions) {
    this.#options = options;
    this.#mark = new SweepMark(options.layout.swept);
  }

  /** Call it before anything that leaves something behind if this process is killed. Never rejects. */
  expectLeftovers(): Promise<void> {
    return (this.#unmarking ??= this.#mark.remove());
  }

  /** Sweeps and scrubs from now on; further calls do nothing. */
  start(): void {
    if (this.#daily) return;
    this.#dueSweep = this.#sweepIfDue();
    this.#daily = this.#dueSweep.then((isSwept) => this.#everyDay(isSwept));
  }

  /** Resolves when the sweep that was due at the start, if any, has ended. Never rejects. */
  async swept(): Promise<void> {
    await this.#dueSweep;
  }

  /** Makes room. Never rejects. */
  trim(): Promise<void> {
    return this.#take('eviction', () => this.#pass());
  }

  /**
   * Makes room soon: at once the first time, then with pauses, as each pass reads every record. Calls before a pass begins
   * share it.
   */
  trimSoon(): void {
    this.#soon ??= this.#rest().then(
      () => this.trim(),
      () => undefined,
    );
  }

  /**
   * Removes bytes that lost their record, if nothing else points at them, once they can no longer be in use. If the process
   * ends before that, a later sweep does it.
   */
  dropLater(sha256: string): void {
    const { evictor, clock, signal, onChanged } = this.#options;
    this.#drops += 1;
    const drop = async (): Promise<void> => {
      this.#drops -= 1;
      if ((await evictor.dropUnreferenced([sha256])) > 0) onChanged();
    };
    wait(clock, HANDED_OUT_MS, signal).then(
      () => this.#take('removing replaced bytes', drop),
      () => undefined,
    );
  }

  /** Resolves when everything has ended after the abort. */
  async ended(): Promise<void> {
    await this.#soon;
    await this.#daily;
    await this.#work;
    await this.#unmarking;
    if (!this.#unmarking || this.#drops > 0 || this.#sweptAt === undefined) return;
    await this.#mark.write(this.#sweptAt);
  }

  /** Runs work after everything before it. Never rejects. */
  #take(what: string, work: () => Promise<void>): Promise<void> {
    const { log, signal } = this.#options;
    this.#work = this.#work.then(work).catch((error: unknown) => {
      if (!signal.aborted) log.warn(`${what} is incomplete: ${String(error)}`);
    });
    return this.#work;
  }

  /** Returns whether it was due. */
  async #sweepIfDue(): Promise<boolean> {
    this.#sweptAt = await this.#mark.read();
    if (this.#untilDueMs() > 0 || this.#options.signal.aborted) return false;
    await this.#sweep();
    return true;
  }

  #untilDueMs(): number {
    return this.#sweptAt === undefined ? 0 : DAY_MS - ageMs(this.#options.clock.now(), this.#sweptAt);
  }

  async #everyDay(isSwept: boolean): Promise<void> {
    const { clock, signal, onChanged } = this.#options;
    const rest = (ms: number): Promise<void> => wait(clock, ms, signal).catch(() => undefined);
    let restMs = isSwept ? DAY_MS : this.#untilDueMs();
    // A short process need not read all records only to be over before it reads the first file again.
    if (!isSwept) await rest(SCRUB_DELAY_MS);
    while (!signal.aborted) {
      await scrub({ ...this.#options, onBroken: onChanged });
      await rest(restMs);
      restMs = DAY_MS;
      if (!signal.aborted) await this.#sweep();
    }
  }

  async #sweep(): Promise<void> {
    const { clock, signal } = this.#options;
    await this.#take('the sweep', async () => {
      if (!(await sweep(this.#options)) || signal.aborted) return;
      this.#sweptAt = clock.now();
      await this.expectLeftovers();
    });
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
    // A pass that failed may have removed something before.
    let hasChanged = true;
    try {
      hasChanged = (await evictor.trim(signal)) > 0;
    } finally {
      this.#passMs = ageMs(clock.now(), startedAt);
      if (hasChanged) onChanged();
    }
  }
}
