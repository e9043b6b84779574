import { notUnderstood } from '../../src/engine/disk.ts';
import type { EngineError } from '../../src/engine/errors.ts';
import type { Memento } from '../../src/engine/ports.ts';
import { KeyedMutex } from '../../src/engine/keyedMutex.ts';

/** Marks an entry as unreadable. */
const DAMAGED = '{';
/** Shared by all mementos over one map. */
const turnsOf = new WeakMap<object, KeyedMutex>();

/** Entries in memory. Several mementos over one map simulate several writers on one backend. */
export class MemoryMemento implements Memento {
  readonly #entries: Map<string, string>;

  constructor(entries = new Map<string, string>()) {
    this.#entries = entries;
  }

  keys(): readonly string[] {
    return [...this.#entries.keys()];
  }

  get<T>(key: string): T | undefined {
    const text = this.#entries.get(key);
    return text === undefined || text === DAMAGED ? undefined : (JSON.parse(text) as T);
  }

  async update(key: string, value: unknown): Promise<void> {
    await Promise.resolve();
    if (value === undefined) this.#entries.delete(key);
    else this.#entries.set(key, JSON.stringify(value));
  }

  async refresh(key?: string): Promise<void> {
    await Promise.resolve();
    if (key !== undefined && this.#entries.get(key) === DAMAGED) throw notUnderstood(key);
  }

  unreadable(): readonly EngineError<'storage'>[] {
    return [...this.#entries].filter(([, text]) => text === DAMAGED).map(([key]) => notUnderstood(key));
  }

  exclusively<T>(key: string, work: () => Promise<T>): Promise<T> {
    const turns = turnsOf.get(this.#entries) ?? new KeyedMutex();
    turnsOf.set(this.#entries, turns);
    return turns.run(key, work);
  }

  /** Damages an entry as a disk may. */
  damage(key: string): Promise<void> {
    this.#entries.set(key, DAMAGED);
    return Promise.resolve();
  }
}
