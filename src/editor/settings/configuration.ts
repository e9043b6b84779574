/** The editor's configuration, as far as our settings go. A port, so that tests can let windows write at the same moment. */
export interface Configuration {
  /** The value that counts. */
  get(key: string): unknown;
  /** What the user wrote; `undefined` where that is nothing. */
  userValue(key: string): unknown;
  /** Writes what the user's value is from now on. @throws EngineError `badSetting` where the editor refuses */
  write(key: string, value: unknown): Promise<void>;
  /** Tells of every change of one of our settings, in this window or another. */
  onDidChange(listener: () => void): { dispose(): void };
}
