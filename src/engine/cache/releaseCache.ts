import { LRUCache } from 'lru-cache';
import { EngineError } from '../errors.ts';
import type { Clock } from '../ports.ts';
import { Flights } from './flight.ts';

export interface ReleaseCacheOptions {
  readonly clock: Clock;
  /** How long an answer counts as fresh. Read at each look-up. */
  readonly ttlMs: () => number;
  /** How long "not found" is believed. @default 30_000 */
  readonly negativeTtlMs?: number;
  /** @default 500 */
  readonly maxEntries?: number;
}

/** A value with its age. */
export interface Fetched<T> {
  readonly value: T;
  /** Milliseconds since the epoch. */
  readonly fetchedAt: number;
  /** Why this is old data: the instance could not be asked for newer. */
  readonly staleBecause?: EngineError;
}

type Entry =
  | { readonly fetchedAt: number; readonly value: unknown }
  | { readonly fetchedAt: number; readonly missing: EngineError };

/**
 * Metadata of artifacts by (scope id, version), whatever the source. Concurrent look-ups of one key share one load. While
 * the instance cannot be reached, what is known is given and marked with the reason.
 */
export class ReleaseCache {
  readonly #options: Required<ReleaseCacheOptions>;
  readonly #entries: LRUCache<string, Entry>;
  readonly #flights = new Flights<string, Entry>();
  /** Moves on with each `invalidate`: what was asked for before may neither be joined nor kept. */
  #epoch = 0;

  constructor(options: ReleaseCacheOptions) {
    this.#options = { negativeTtlMs: 30_000, maxEntries: 500, ...options };
    this.#entries = new LRUCache({ max: this.#options.maxEntries });
  }

  /**
   * The value, loaded when there is none or it is older than the TTL. With `refresh` it is always loaded; when that fails
   * because the instance cannot be reached, the old value comes with `staleBecause`. Rejects with the signal's reason on
   * abort; the load goes on for others and stops with the last.
   *
   * @throws what `load` throws, when nothing older may stand in for it
   */
  async get<T>(
    scopeId: string,
    version: string,
    load: (signal: AbortSignal) => Promise<T>,
    options: { readonly refresh?: boolean; readonly signal?: AbortSignal } = {},
  ): Promise<Fetched<T>> {
    const key = entryKey(scopeId, version);
    const known = this.#entries.get(key);
    if (known && !options.refresh && this.#isFresh(known)) return reveal<T>(known);
    try {
      const entry = await this.#flights.join(
        `${this.#epoch}\n${key}`,
        (signal) => this.#load(key, load, signal),
        options.signal,
      );
      return reveal<T>(entry);
    } catch (error) {
      const stale = this.#entries.get(key);
      if (stale && 'value' in stale && error instanceof EngineError && isUnreachable(error)) {
        return { ...reveal<T>(stale), staleBecause: error };
      }
      throw error;
    }
  }

  /** What is known now, however old, without a load. */
  peek<T>(scopeId: string, version: string): Fetched<T> | undefined {
    const entry = this.#entries.peek(entryKey(scopeId, version));
    return entry && 'value' in entry ? reveal<T>(entry) : undefined;
  }

  /** Forgets one version, or all of a scope. */
  invalidate(scopeId: string, version?: string): void {
    this.#epoch += 1;
    if (version !== undefined) {
      this.#entries.delete(entryKey(scopeId, version));
      return;
    }
    for (const key of this.#entries.keys()) {
      if (key.startsWith(`${scopeId}\n`)) this.#entries.delete(key);
    }
  }

  async #load<T>(key: string, load: (signal: AbortSignal) => Promise<T>, signal: AbortSignal): Promise<Entry> {
    const epoch = this.#epoch;
    const keep = (outcome: { value: unknown } | { missing: EngineError }): Entry => {
      const entry = { ...outcome, fetchedAt: this.#options.clock.now() };
      if (epoch === this.#epoch) this.#entries.set(key, entry);
      return entry;
    };
    try {
      return keep({ value: await load(signal) });
    } catch (error) {
      if (!(error instanceof EngineError) || error.class !== 'NotFound') throw error;
      return keep({ missing: error });
    }
  }

  #isFresh(entry: Entry): boolean {
    const ttlMs =
      'value' in entry ? this.#options.ttlMs() : Math.min(this.#options.negativeTtlMs, this.#options.ttlMs());
    const ageMs = this.#options.clock.now() - entry.fetchedAt;
    return ageMs >= 0 && ageMs < ttlMs;
  }
}

/** Scope ids are JSON and hold no raw line feed, so no two pairs make one key. */
function entryKey(scopeId: string, version: string): string {
  return `${scopeId}\n${version}`;
}

function reveal<T>(entry: Entry): Fetched<T> {
  if ('missing' in entry) throw entry.missing;
  return { value: entry.value as T, fetchedAt: entry.fetchedAt };
}

/** Failures that say nothing about the thing asked for, only that the instance could not answer. */
function isUnreachable(error: EngineError): boolean {
  return ['network', 'timeout', 'server', 'rateLimited', 'htmlPage'].includes(error.code);
}
