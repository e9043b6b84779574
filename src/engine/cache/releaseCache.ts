import { LRUCache } from 'lru-cache';
import { EngineError } from '../errors.ts';
import type { Clock } from '../ports.ts';
import { SingleFlight } from './singleFlight.ts';
import { roughSize } from './roughSize.ts';

interface ReleaseCacheOptions {
  readonly clock: Clock;
  /** How long an answer counts as fresh. Read at each look-up. */
  readonly ttlMs: () => number;
  /** How long "not found" is kept. @default 30_000 */
  readonly negativeTtlMs?: number;
  /** About how much memory all answers may take; the least recently used are removed first. @default 64 MiB */
  readonly maxSizeBytes?: number;
  /**
   * Identifies the current account of an instance: what one account sees is never shown to another. @default always the
   * same
   */
  readonly identify?: (instance: string, signal: AbortSignal | undefined) => Promise<string>;
}

/** The subject of an entry: a version, or anything else with a name within a group of them on an instance. */
export interface MetadataKey {
  readonly instance: string;
  /** See `sourceKey`. */
  readonly group: string;
  readonly version: string;
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
  | { readonly at: MetadataKey; readonly fetchedAt: number; readonly value: unknown }
  | { readonly at: MetadataKey; readonly fetchedAt: number; readonly missing: EngineError };

/**
 * Metadata of artifacts by (instance, group, version) and account, whatever the source. Concurrent look-ups of one key share
 * one load. A value larger than the cache is returned but not stored. While the instance cannot be reached, the stored value
 * is returned with the reason.
 */
export class ReleaseCache {
  readonly #options: Required<ReleaseCacheOptions>;
  readonly #entries: LRUCache<string, Entry>;
  readonly #flights = new SingleFlight<string, Entry>();
  /** Grows with each `invalidate`: loads that began earlier may be neither joined nor stored. */
  #epoch = 0;

  constructor(options: ReleaseCacheOptions) {
    this.#options = {
      negativeTtlMs: 30_000,
      maxSizeBytes: 64 * 1024 * 1024,
      identify: () => Promise.resolve(''),
      ...options,
    };
    this.#entries = new LRUCache({ maxSize: this.#options.maxSizeBytes, sizeCalculation: (entry) => roughSize(entry) });
  }

  /**
   * The value, loaded when there is none or it is older than the TTL. With `refresh` it is always loaded; when that fails
   * because the instance cannot be reached, the old value comes with `staleBecause`. Rejects with the signal's reason on
   * abort; the load goes on for others and stops with the last.
   *
   * @throws what `load` throws, when nothing older may stand in for it
   */
  async get<T>(
    at: MetadataKey,
    load: (signal: AbortSignal) => Promise<T>,
    options: { readonly refresh?: boolean; readonly signal?: AbortSignal | undefined } = {},
  ): Promise<Fetched<T>> {
    const epoch = this.#epoch;
    const key = await this.#keyOf(at, options.signal);
    const known = this.#entries.get(key);
    if (known && !options.refresh && this.#isFresh(known)) return reveal<T>(known);
    try {
      const run = async (signal: AbortSignal): Promise<Entry> => {
        const entry = await this.#load(at, load, signal);
        // If the account changed meanwhile, the answer may be incomplete.
        if (epoch === this.#epoch && key === (await this.#keyOf(at, signal))) this.#entries.set(key, entry);
        return entry;
      };
      const entry = await this.#flights.join(`${epoch}\n${key}`, run, options.signal);
      return reveal<T>(entry);
    } catch (error) {
      const stale = this.#entries.get(key);
      if (stale && 'value' in stale && error instanceof EngineError && isUnreachable(error)) {
        return { ...reveal<T>(stale), staleBecause: error };
      }
      throw error;
    }
  }

  /** The stored value, however old, without a load. */
  async peek<T>(at: MetadataKey): Promise<Fetched<T> | undefined> {
    const entry = this.#entries.peek(await this.#keyOf(at));
    return entry && 'value' in entry ? reveal<T>(entry) : undefined;
  }

  /** Forgets all answers about a version, a group or an instance, for every account. */
  invalidate({ instance, group, version }: Pick<MetadataKey, 'instance'> & Partial<MetadataKey>): void {
    this.#epoch += 1;
    for (const [key, { at }] of this.#entries) {
      const isInGroup =
        group === undefined || (at.group === group && (version === undefined || at.version === version));
      if (at.instance === instance && isInGroup) this.#entries.delete(key);
    }
  }

  async #keyOf({ instance, group, version }: MetadataKey, signal?: AbortSignal): Promise<string> {
    return JSON.stringify([await this.#options.identify(instance, signal), instance, group, version]);
  }

  async #load<T>(at: MetadataKey, load: (signal: AbortSignal) => Promise<T>, signal: AbortSignal): Promise<Entry> {
    const { clock } = this.#options;
    try {
      const value = await load(signal);
      return { at, value, fetchedAt: clock.now() };
    } catch (error) {
      if (!(error instanceof EngineError) || error.class !== 'NotFound') throw error;
      return { at, missing: error, fetchedAt: clock.now() };
    }
  }

  #isFresh(entry: Entry): boolean {
    const ttlMs =
      'value' in entry ? this.#options.ttlMs() : Math.min(this.#options.negativeTtlMs, this.#options.ttlMs());
    const ageMs = this.#options.clock.now() - entry.fetchedAt;
    return ageMs >= 0 && ageMs < ttlMs;
  }
}

function reveal<T>(entry: Entry): Fetched<T> {
  if ('missing' in entry) throw entry.missing;
  return { value: entry.value as T, fetchedAt: entry.fetchedAt };
}

/** Failures that say nothing about the thing asked for, only that the instance could not answer. */
function isUnreachable(error: EngineError): boolean {
  return ['network', 'timeout', 'server', 'rateLimited', 'htmlPage'].includes(error.code);
}
