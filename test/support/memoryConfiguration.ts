import type { Configuration } from '../../src/editor/settings/configuration.ts';
import { SettingsStore } from '../../src/editor/settings/settings.ts';
import type { Clock } from '../../src/engine/index.ts';
import { FakeEmitter } from './fakeEmitter.ts';

/** A user's settings in memory, seen by one or more windows. */
export class MemoryConfiguration implements Configuration {
  readonly #values = new Map<string, unknown>();
  readonly #listeners = new Set<() => void>();
  /** Every value that was written, with its key. */
  readonly written: (readonly [string, unknown])[] = [];
  /** Runs before each write, to simulate another window at the same moment. */
  beforeWrite: (key: string) => Promise<void> | void = () => undefined;

  get(key: string): unknown {
    return this.#values.get(key);
  }

  userValue(key: string): unknown {
    return this.#values.get(key);
  }

  async write(key: string, value: unknown): Promise<void> {
    await this.beforeWrite(key);
    this.written.push([key, value]);
    this.type(key, value);
  }

  /** Changes a value as if somebody typed it into the file. */
  type(key: string, value: unknown): void {
    this.#values.set(key, value);
    for (const listener of this.#listeners) listener();
  }

  onDidChange(listener: () => void): { dispose(): void } {
    this.#listeners.add(listener);
    return { dispose: () => void this.#listeners.delete(listener) };
  }
}

/** The settings of a window. */
export function settingsOver(
  configuration: Configuration,
  clock: Pick<Clock, 'now'> = { now: () => 0 },
): SettingsStore {
  return new SettingsStore({
    configuration,
    clock,
    changed: new FakeEmitter<void>() as unknown as ConstructorParameters<typeof SettingsStore>[0]['changed'],
    note: (error) => {
      throw error;
    },
  });
}
