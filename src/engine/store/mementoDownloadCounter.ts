import type { DownloadCounter, Memento } from '../ports.ts';

const PREFIX = 'count ';

/** Counts of days gone by are kept this long, then dropped. */
const KEPT_DAYS = 7;
const DAY_MS = 24 * 60 * 60 * 1000;

export interface MementoDownloadCounterOptions {
  readonly memento: Memento;
  /** Different for every writer on the same backend, also for two runs of one: no other may ever write its entries. */
  readonly writerId: string;
  /** Milliseconds since the epoch, for dropping old days. Keys begin with their UTC day as `YYYY-MM-DD`. */
  readonly now: () => number;
}

/**
 * Counts in a `Memento`, one entry for each key and writer, summed when read: writers never write the same entry, so no
 * increment can be lost on a backend that keeps distinct entries apart. A writer's own changes happen one after another.
 */
export class MementoDownloadCounter implements DownloadCounter {
  readonly #options: MementoDownloadCounterOptions;
  #writing: Promise<unknown> = Promise.resolve();

  constructor(options: MementoDownloadCounterOptions) {
    this.#options = options;
  }

  async increment(key: string): Promise<number> {
    await this.#add(key, 1);
    return this.read(key);
  }

  async decrement(key: string): Promise<void> {
    await this.#add(key, -1);
  }

  async read(key: string): Promise<number> {
    const { memento } = this.#options;
    await memento.refresh?.();
    const own = memento.keys().filter((entry) => parseEntry(entry)?.key === key);
    return Math.max(
      0,
      own.reduce((sum, entry) => sum + this.#value(entry), 0),
    );
  }

  #add(key: string, step: number): Promise<void> {
    const run = this.#writing.then(async () => {
      const { memento, writerId } = this.#options;
      const entry = `${PREFIX}${JSON.stringify([key, writerId])}`;
      const known = memento.get(entry) !== undefined;
      await memento.update(entry, this.#value(entry) + step);
      if (!known) await this.#dropOld();
    });
    this.#writing = run.catch(() => undefined);
    return run;
  }

  /** One writer may stand below zero: it took back what another one counted. */
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
