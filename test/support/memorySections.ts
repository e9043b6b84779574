import type { MementoSections } from '../../src/engine/ports.ts';
import { MemoryMemento } from './memoryMemento.ts';

/** Sections in memory. Several over one map simulate several writers on one backend. */
export class MemorySections implements MementoSections {
  readonly #sections: Map<string, Map<string, string>>;

  constructor(sections = new Map<string, Map<string, string>>()) {
    this.#sections = sections;
  }

  section(name: string): MemoryMemento {
    const entries = this.#sections.get(name) ?? new Map<string, string>();
    this.#sections.set(name, entries);
    return new MemoryMemento(entries);
  }

  /** The data of version 0.1, if `section('0.1')` has entries. */
  earlier(): Promise<MemoryMemento | undefined> {
    return Promise.resolve(this.names.includes('0.1') ? this.section('0.1') : undefined);
  }

  /** The names of the sections that have entries. */
  get names(): readonly string[] {
    return [...this.#sections].filter(([, entries]) => entries.size > 0).map(([name]) => name);
  }
}
