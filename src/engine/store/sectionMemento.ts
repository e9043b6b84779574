import type { EngineError } from '../errors.ts';
import type { Memento } from '../ports.ts';

interface SectionOptions {
  readonly own: Memento;
  /** The file in which earlier versions kept all sections together, if any. */
  readonly earlier: () => Promise<Memento | undefined>;
}

/**
 * The entries of one section. A missing key is looked up among the data of earlier versions; a key that is written or removed
 * disappears there.
 */
export class SectionMemento implements Memento {
  readonly #own: Memento;
  readonly #openEarlier: () => Promise<Memento | undefined>;
  #earlier: Memento | undefined;

  constructor({ own, earlier }: SectionOptions) {
    this.#own = own;
    this.#openEarlier = earlier;
  }

  keys(): readonly string[] {
    return this.#own.keys();
  }

  get<T>(key: string): T | undefined {
    return this.#own.get<T>(key) ?? this.#earlier?.get<T>(key);
  }

  /** The new value is written before the earlier one is removed, so that a crash loses neither. */
  async update(key: string, value: unknown): Promise<void> {
    await this.#own.update(key, value);
    this.#earlier ??= await this.#openEarlier();
    await this.#earlier?.update(key, undefined);
  }

  async refresh(key?: string): Promise<void> {
    await this.#own.refresh?.(key);
    if (key === undefined || this.#own.get(key) !== undefined) return;
    this.#earlier ??= await this.#openEarlier();
    await this.#earlier?.refresh?.(key);
  }

  unreadable(): readonly EngineError<'storage'>[] {
    return this.#own.unreadable?.() ?? [];
  }

  pathOf(key: string): string {
    const isEarlier = this.#own.get(key) === undefined && this.#earlier?.get(key) !== undefined;
    return (isEarlier ? this.#earlier : this.#own)?.pathOf?.(key) ?? key;
  }
}
