import type { MementoRooms } from '../../src/engine/ports.ts';
import { MemoryMemento } from './memoryMemento.ts';

/** Rooms in memory. Several over one map stand for several writers on one backend. */
export class MemoryRooms implements MementoRooms {
  readonly #rooms: Map<string, Map<string, string>>;

  constructor(rooms = new Map<string, Map<string, string>>()) {
    this.#rooms = rooms;
  }

  room(name: string): MemoryMemento {
    const entries = this.#rooms.get(name) ?? new Map<string, string>();
    this.#rooms.set(name, entries);
    return new MemoryMemento(entries);
  }

  /** What version 0.1 kept, if `room('0.1')` has entries. */
  earlier(): Promise<MemoryMemento | undefined> {
    return Promise.resolve(this.names.includes('0.1') ? this.room('0.1') : undefined);
  }

  /** The names of the rooms that have entries. */
  get names(): readonly string[] {
    return [...this.#rooms].filter(([, entries]) => entries.size > 0).map(([name]) => name);
  }
}
