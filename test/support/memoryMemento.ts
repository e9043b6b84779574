import type { Memento } from '../../src/engine/ports.ts';

/** Entries in memory. Several mementos over one map stand for several writers on one backend. */
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
    return text === undefined ? undefined : (JSON.parse(text) as T);
  }

  async update(key: string, value: unknown): Promise<void> {
    await Promise.resolve();
    if (value === undefined) this.#entries.delete(key);
    else this.#entries.set(key, JSON.stringify(value));
  }
}
