import * as vscode from 'vscode';
import { isEngineError } from '../engine/index.ts';
import type { EngineError, TokenFinding } from '../engine/index.ts';
import type { SettingsStore } from './settings/settings.ts';
import type { InstanceSetting } from './settings/settingsModel.ts';

/** A configured instance and its current state. */
export interface Instance {
  readonly setting: InstanceSetting;
  readonly finding: TokenFinding;
  /** The user that the token belongs to, if the token may say so. */
  readonly login: string | undefined;
  /** Why the last request failed. */
  readonly trouble: EngineError | undefined;
}

interface State {
  finding: TokenFinding;
  login: string | undefined;
  trouble: EngineError | undefined;
}

const UNKNOWN: TokenFinding = { state: 'unknown', missing: [] };

/** The configured instances, in the order of the settings, with what calls to them have shown. */
export class Instances implements vscode.Disposable {
  readonly #settings: SettingsStore;
  readonly #states = new Map<string, State>();
  readonly #changed = new vscode.EventEmitter<string>();
  /** Fires the base of an instance whose state changed. */
  readonly onDidChange = this.#changed.event;

  constructor(settings: SettingsStore) {
    this.#settings = settings;
  }

  list(): readonly Instance[] {
    return this.#settings.current.instances.map((setting) => ({ setting, ...this.#state(setting.url) }));
  }

  get(base: string): Instance | undefined {
    return this.list().find(({ setting }) => setting.url === base);
  }

  /** For display: the name from the settings, or the host of an instance that is no longer configured. */
  nameOf(base: string): string {
    return this.get(base)?.setting.name ?? new URL(base).host;
  }

  setFinding(base: string, finding: TokenFinding): void {
    const login = finding.state === 'accepted' ? this.#state(base).login : undefined;
    this.#set(base, { finding, login });
  }

  setLogin(base: string, login: string | undefined): void {
    this.#set(base, { login });
  }

  /** Notes how a call went. A failure counts as trouble of the instance only if it would meet every other request too. */
  setTrouble(base: string, error: unknown): void {
    this.#set(base, { trouble: isTrouble(error) ? error : undefined });
  }

  /** Forgets what was known of the token, after it changed. */
  forgetToken(base: string): void {
    this.#set(base, { finding: UNKNOWN, login: undefined });
  }

  #state(base: string): State {
    return this.#states.get(base) ?? { finding: UNKNOWN, login: undefined, trouble: undefined };
  }

  #set(base: string, change: Partial<State>): void {
    const before = this.#state(base);
    const after = { ...before, ...change };
    if (fingerprint(before) === fingerprint(after)) return;
    this.#states.set(base, after);
    this.#changed.fire(base);
  }

  dispose(): void {
    this.#changed.dispose();
  }
}

function isTrouble(error: unknown): error is EngineError {
  if (isEngineError(error, 'redirect')) return error.facts.rule === 'api';
  return isEngineError(error) && ['network', 'timeout', 'htmlPage', 'server'].includes(error.code);
}

function fingerprint({ finding, login, trouble }: State): string {
  return JSON.stringify([finding.state, finding.missing, login, trouble?.code, trouble?.facts]);
}
