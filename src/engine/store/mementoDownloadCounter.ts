import { setTimeout } from 'node:timers/promises';
import type { DownloadCounter, Memento } from '../ports.ts';
import { KeyedMutex } from '../keyedMutex.ts';

const PREFIX = 'count ';

/** How long counts of past days are kept. */
const KEPT_DAYS = 7;
const DAY_MS = 24 * 60 * 60 * 1000;
/** Between two writes of steps whose sum nobody asks for, so that more of them share one. */
const REST_MS = 10;

interface MementoDownloadCounterOptions {
  readonly memento: Memento;
  /** Unique for every writer on the same backend, including two runs of one: no other writer may ever write its entries. */
  readonly writerId: string;
  /** Milliseconds since the epoch, for dropping old days. Keys begin with their UTC day as `YYYY-MM-DD`. */
  readonly now: () => number;
}

/** Steps that are written together. */
interface Batch {
  sum: number;
  /** The entry before these steps, once they are written. */
  readonly before: Promise<number>;
}

/**
 * Counts in a `Memento`, one entry for each key and writer, summed when read. Writers never share an entry, so no increment
 * is lost on a backend that keeps distinct entries apart. A writer's own changes happen one after another. An unreadable
 * entry counts as zero: the limit is the user's own, and no damaged file may stop every download.
 */
export class MementoDownloadCounter implements DownloadCounter {
  readonly #options: MementoDownloadCounterOptions;
  readonly #mutex = new KeyedMutex();
  readonly #waiting = new Map<string, Batch>();
  #wroteAt = -Infinity;

  constructor(options: MementoDownloadCounterOptions) {
    this.#options = options;
  }

  async increment(key: string): Promise<number> {
    const own = await this.#add(key, 1);
    return Math.max(0, own + (await this.#sum(key, (entry) => entry !== this.#entry(key))));
  }

  async add(key: string): Promise<void> {
    await this.#add(key, 1, REST_MS);
  }

  async decrement(key: string): Promise<void> {
    await this.#add(key, -1);
  }

  async read(key: string): Promise<number> {
    await this.#mutex.run(key, () => undefined);
    return Math.max(0, await this.#sum(key, () => true));
  }

  async #sum(key: string, filter: (entry: string) => boolean): Promise<number> {
    const { memento } = this.#options;
    await memento.refresh?.();
    const entries = memento.keys().filter((entry) => parseEntry(entry)?.key === key && filter(entry));
    return entries.reduce((sum, entry) => sum + this.#value(entry), 0);
  }

  #entry(key: string): string {
    return `${PREFIX}${JSON.stringify([key, this.#options.writerId])}`;
  }

  /**
   * Returns the writer's own entry including this step. Steps that arrive while it is being written are written together
   * next.
   */
  async #add(key: string, step: number, restMs = 0): Promise<number> {
    const batch = this.#waiting.get(key) ?? this.#begin(key, restMs);
    batch.sum += step;
    const upToThis = batch.sum;
    return (await batch.before) + upToThis;
  }

  #begin(key: string, restMs: number): Batch {
    const before = this.#mutex.run(key, async () => {
      const leftMs = this.#wroteAt + restMs - performance.now();
      if (leftMs > 0) await setTimeout(leftMs);
      this.#waiting.delete(key);
      const entry = this.#entry(key);
      const isNew = this.#options.memento.get(entry) === undefined;
      const value = this.#value(entry);
      await this.#options.memento.update(entry, value + batch.sum);
      this.#wroteAt = performance.now();
      if (isNew) await this.#dropOld();
      return value;
    });
    const batch: Batch = { sum: 0, before };
    this.#waiting.set(key, batch);
    return batch;
  }

  /** One writer may be below zero if it took back another's count. */
  #value(entry: string): number {
    const value = this.#options.memento.get<unknown>(entry);
    return typeof value === 'number' && Number.isSafeInteger(value) ? value : 0;
  }

  async #dropOld(): Promise<void> {
    const { memento, now } = this.#options;
    const oldest = new Date(now() - KEPT_DAYS * DAY_MS).toISOString().slice(0, 10);
    for (const entry of memento.keys()) {
      const day = parseEntry(entry)?.key.slice(0, 10);
      if (day !== undefined && /^\d{4}-\d\d-\d\d$/.test(day) && day < oldest) await memento.update(entry, undefined);
    }
  }
}

function parseEntry(entry: string): { readonly key: string } | undefined {
  if (!entry.startsWith(PREFIX)) return undefined;
  try {
    const [key] = JSON.parse(entry.slice(PREFIX.length)) as unknown[];
    return typeof key === 'string' ? { key } : undefined;
  } catch {
    return undefined;
  }
}
