import type * as vscode from 'vscode';
import type { Clock } from '../../engine/index.ts';
import { EARLIER_SETTINGS, SETTINGS } from '../ids.ts';
import { Sequence } from '../sequence.ts';
import { withHost } from './allowedHosts.ts';
import {
  changeSetting,
  choiceChange,
  isInEffect,
  isTable,
  listChange,
  refusedSetting,
  switchChange,
} from './changeSetting.ts';
import type { SettingChange } from './changeSetting.ts';
import type { Configuration } from './configuration.ts';
import { requirementMoves } from './moveRequirements.ts';
import { DEFAULT_INSTANCES, parseSettings } from './parseSettings.ts';
import type { Parsed } from './parseSettings.ts';
import { t } from '../../words/translate.ts';

type Entries = readonly unknown[];

/** How long a simultaneous write by another window is watched for. */
const CONTEST_MS = 2000;

interface SettingsOptions {
  readonly configuration: Configuration;
  readonly clock: Pick<Clock, 'now'>;
  /** A new `vscode.EventEmitter`, disposed with this object. */
  readonly changed: Pick<vscode.EventEmitter<void>, 'event' | 'fire' | 'dispose'>;
  /** For failures of work that nobody waits for. */
  readonly note: (error: unknown) => void;
}

/**
 * The only reader and writer of settings. The keys have application or machine scope, so that a cloned folder can neither
 * name an instance nor move a file.
 */
export class SettingsStore implements vscode.Disposable {
  readonly #options: SettingsOptions;
  readonly #subscription: { dispose(): void };
  /** Makes each change read what the previous one wrote. */
  readonly #updates = new Sequence();
  /** What this window wrote a moment ago, and how often it may still be repeated. */
  #recent: readonly { readonly change: SettingChange; readonly until: number; readonly triesLeft: number }[] = [];
  #parsed: Parsed;
  /** Fires after every change of one of our settings. */
  readonly onDidChange: vscode.Event<void>;

  constructor(options: SettingsOptions) {
    this.#options = options;
    this.onDidChange = options.changed.event;
    this.#parsed = this.#parse();
    this.#subscription = options.configuration.onDidChange(() => {
      this.#parsed = this.#parse();
      options.changed.fire();
      this.#updates.run(() => this.#restore()).catch(options.note);
    });
  }

  get current(): Parsed['settings'] {
    return this.#parsed.settings;
  }

  get problems(): Parsed['problems'] {
    return this.#parsed.problems;
  }

  /** Whether a text occurs anywhere in the list of instances, under a known key or not. */
  holds(text: string): boolean {
    const { configuration } = this.#options;
    const values = [configuration.get(SETTINGS.instances), configuration.userValue(SETTINGS.instances)];
    const written = JSON.stringify(values);
    return [text, encodeURIComponent(text)].some((one) => written.includes(JSON.stringify(one).slice(1, -1)));
  }

  /**
   * Changes the list of instances as the user wrote it. Unreadable entries stay untouched, so that nothing the user typed is
   * lost. Changes must be idempotent.
   * @throws EngineError `badSetting`
   */
  updateInstances(change: (entries: Entries) => Entries): Promise<void> {
    return this.#change(listChange(SETTINGS.instances, DEFAULT_INSTANCES, change));
  }

  /** The same for the list of trusted keys. */
  updateTrustedKeys(change: (entries: Entries) => Entries): Promise<void> {
    return this.#change(listChange(SETTINGS.trustedKeys, [], change));
  }

  /**
   * Allows files from a host from now on.
   * @throws EngineError `badSetting`, also if a policy or another scope sets the value
   */
  async allowHost(host: string): Promise<void> {
    const key = SETTINGS.networkAllowedHosts;
    await this.#change(listChange(key, [], (entries) => withHost(entries, host)));
    if (this.current.allowedHosts.includes(host)) return;
    throw refusedSetting(key, t('{0} was added, but settings at another level override it', host));
  }

  /** Whether the global setting has requirements for instances and owners, where earlier versions had them. */
  get hasOldRequirements(): boolean {
    return isTable(this.#options.configuration.userValue(SETTINGS.verificationRequire));
  }

  /** Moves them to their own setting. @throws EngineError `badSetting` */
  async moveRequirements(): Promise<void> {
    const moves = requirementMoves(this.#options.configuration.userValue(SETTINGS.verificationRequire));
    for (const move of moves) await this.#change(move);
  }

  setFileNames(value: Parsed['settings']['fileNames']): Promise<void> {
    return this.#change(choiceChange(SETTINGS.fileNames, value));
  }

  setAddToPath(value: boolean): Promise<void> {
    return this.#change(switchChange(SETTINGS.addToPath, value));
  }

  #change(change: SettingChange): Promise<void> {
    return this.#updates.run(async () => {
      await changeSetting(this.#options.configuration, change);
      // The event may come a moment later, but the caller goes on with what it wrote.
      this.#parsed = this.#parse();
      const now = this.#options.clock.now();
      // A change that this window itself has undone since must stay undone.
      const recent = this.#recent.filter((one) => one.until > now && this.#stands(one.change));
      this.#recent = [...recent, { change, until: now + CONTEST_MS, triesLeft: 2 }];
    });
  }

  /** Repeats a change that another window has overwritten because it read the setting before this one wrote it. */
  async #restore(): Promise<void> {
    const now = this.#options.clock.now();
    this.#recent = this.#recent.filter(({ until }) => until > now);
    for (const one of this.#recent.filter(({ change }) => !this.#stands(change))) {
      this.#recent = this.#recent.filter((other) => other !== one);
      if (one.triesLeft === 0) continue;
      await changeSetting(this.#options.configuration, one.change);
      this.#parsed = this.#parse();
      this.#recent = [...this.#recent, { ...one, triesLeft: one.triesLeft - 1 }];
    }
  }

  /** A setting that has the wrong shape by now is for the user to correct. */
  #stands(change: SettingChange): boolean {
    try {
      return isInEffect(this.#options.configuration, change);
    } catch {
      return true;
    }
  }

  #parse(): Parsed {
    return parseSettings((key) => this.#read(key));
  }

  #read(key: string): unknown {
    const { configuration } = this.#options;
    const earlier = EARLIER_SETTINGS[key];
    const isUnset = earlier !== undefined && configuration.userValue(key) === undefined;
    return (isUnset ? configuration.userValue(earlier) : undefined) ?? configuration.get(key);
  }

  dispose(): void {
    this.#subscription.dispose();
    this.#options.changed.dispose();
  }
}
