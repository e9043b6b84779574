import * as vscode from 'vscode';
import { SETTINGS } from '../ids.ts';
import { DEFAULT_INSTANCES, parseSettings } from './parseSettings.ts';
import type { Parsed } from './parseSettings.ts';
import { Sequence } from '../sequence.ts';

const SECTION = 'forgejoArtifacts';

/**
 * The only reader and writer of settings. Workspaces have no say in them: the keys have application or machine scope, so
 * that a cloned folder can neither name an instance nor move a file.
 */
export class SettingsStore implements vscode.Disposable {
  readonly #changed = new vscode.EventEmitter<void>();
  readonly #subscription: vscode.Disposable;
  /** Each change reads what the one before it wrote. */
  readonly #updates = new Sequence();
  #parsed: Parsed;
  /** After every change of one of our settings. */
  readonly onDidChange = this.#changed.event;

  constructor() {
    this.#parsed = read();
    this.#subscription = vscode.workspace.onDidChangeConfiguration((event) => {
      if (!event.affectsConfiguration(SECTION)) return;
      this.#parsed = read();
      this.#changed.fire();
    });
  }

  get current(): Parsed['settings'] {
    return this.#parsed.settings;
  }

  get problems(): Parsed['problems'] {
    return this.#parsed.problems;
  }

  /**
   * Changes the list of instances as the user wrote it: entries that could not be read are handed through untouched, so
   * nothing that somebody typed is lost.
   */
  async updateInstances(change: (entries: readonly unknown[]) => readonly unknown[]): Promise<void> {
    await this.#update(SETTINGS.instances, (value) => change(Array.isArray(value) ? value : [...DEFAULT_INSTANCES]));
  }

  /** The same for the list of trusted keys. */
  async updateTrustedKeys(change: (entries: readonly unknown[]) => readonly unknown[]): Promise<void> {
    await this.#update(SETTINGS.trustedKeys, (value) => change(Array.isArray(value) ? value : []));
  }

  async allowHost(host: string): Promise<void> {
    await this.#update(SETTINGS.networkAllowedHosts, (value) => [...(Array.isArray(value) ? value : []), host]);
  }

  async setAddToPath(value: boolean): Promise<void> {
    await this.#update(SETTINGS.addToPath, () => value);
  }

  #update(key: string, change: (value: unknown) => unknown): Promise<void> {
    return this.#updates.run(async () => {
      const configuration = vscode.workspace.getConfiguration();
      const value = configuration.inspect<unknown>(key)?.globalValue;
      await configuration.update(key, change(value), vscode.ConfigurationTarget.Global);
      // The event of it may come a moment later, but the caller goes on with what it wrote.
      this.#parsed = read();
    });
  }

  dispose(): void {
    this.#subscription.dispose();
    this.#changed.dispose();
  }
}

function read(): Parsed {
  const configuration = vscode.workspace.getConfiguration();
  return parseSettings((key) => configuration.get(key));
}
