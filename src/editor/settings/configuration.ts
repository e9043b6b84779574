/**
 * The part of the editor's configuration that our settings need. A port, so that tests can let windows write at the same
 * moment.
 */
export interface Configuration {
  /** The effective value. */
  get(key: string): unknown;
  /** The user's own value; `undefined` if there is none. */
  userValue(key: string): unknown;
  /** Writes the user's value. @throws EngineError `badSetting` if the editor refuses */
  write(key: string, value: unknown): Promise<void>;
  /** Calls back after every change of one of our settings, in this window or another. */
  onDidChange(listener: () => void): { dispose(): void };
}
