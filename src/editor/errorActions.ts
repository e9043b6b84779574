import * as vscode from 'vscode';
import { isEngineError } from '../engine/index.ts';
import type { ErrorCode } from '../engine/index.ts';
import { describeError, isCancelled } from './words/describeError.ts';
import type { Remedy } from './words/describeError.ts';
import { plain } from './words/format.ts';
import { COMMANDS, SETTINGS } from './ids.ts';
import type { SettingsStore } from './settings/settings.ts';
import type { Ui } from './ui/ui.ts';

const TITLES: Readonly<Record<Remedy, string>> = {
  signIn: 'Sign In…',
  retry: 'Retry',
  openSettings: 'Open Settings',
  showEvidence: 'Show Evidence',
  showLog: 'Show Log',
  openCacheFolder: 'Open Cache Folder',
  allowHost: 'Fetch From There',
  refresh: 'Refresh',
};

export interface ErrorContext {
  /** Which file it is about, as the server spells it, where the message alone would not say. */
  readonly name?: string;
  /** Does again what failed. */
  readonly retry?: () => Promise<void>;
  /** Whose token or setting it is about. */
  readonly instance?: string;
  /** The row that Show Evidence is about. */
  readonly target?: unknown;
}

/** Shows failures that a person asked for, each with the one button that helps. */
export class ErrorActions {
  readonly #ui: Ui;
  readonly #settings: SettingsStore;
  readonly #log: vscode.LogOutputChannel;
  readonly #cacheDirectory: () => string;

  constructor(ui: Ui, settings: SettingsStore, log: vscode.LogOutputChannel, cacheDirectory: () => string) {
    this.#ui = ui;
    this.#settings = settings;
    this.#log = log;
    this.#cacheDirectory = cacheDirectory;
  }

  /** Nothing is shown of what was cancelled. Resolves when the message is gone and its button's work is done. */
  async show(error: unknown, context: ErrorContext = {}): Promise<void> {
    if (isCancelled(error)) return;
    this.note(error);
    const { message, remedy } = describeError(error);
    const usable = remedy === 'retry' && !context.retry ? 'showLog' : remedy;
    const about = context.name === undefined ? '' : `${plain(context.name, 80)}: `;
    // A question is no failure.
    const kind = remedy === 'allowHost' ? 'warn' : 'error';
    const chosen = await this.#ui[kind](`${about}${message}`, TITLES[usable]);
    if (chosen === TITLES[usable]) await this.run(usable, error, context);
  }

  /** For the log: the whole message, which holds no secrets. */
  note(error: unknown): void {
    this.#log.error(error instanceof Error ? `${error.name}: ${error.message}` : String(error));
  }

  /** Does what the button says. */
  async run(remedy: Remedy, error: unknown, context: ErrorContext): Promise<void> {
    const { commands } = vscode;
    switch (remedy) {
      case 'signIn':
        return void (await commands.executeCommand(COMMANDS.signIn, context.instance));
      case 'retry':
        return context.retry?.();
      case 'openSettings':
        return void (await commands.executeCommand(COMMANDS.openSettings, settingOf(error)));
      case 'showEvidence':
        return void (await commands.executeCommand(COMMANDS.showEvidence, context.target));
      case 'showLog':
        return this.#log.show();
      case 'openCacheFolder':
        return void (await commands.executeCommand('revealFileInOS', vscode.Uri.file(this.#cacheDirectory())));
      case 'allowHost':
        if (isEngineError(error, 'needsConsent')) await this.#settings.allowHost(error.facts.host);
        return context.retry?.();
      case 'refresh':
        return void (await commands.executeCommand(COMMANDS.refresh));
    }
  }
}

/** The setting that the failure is about, where there is one. */
function settingOf(error: unknown): string | undefined {
  if (!isEngineError(error)) return undefined;
  if (isEngineError(error, 'badSetting')) return error.facts.key;
  const settings: Partial<Record<ErrorCode, string>> = {
    limited: SETTINGS.downloadsPerDay,
    tooLarge: SETTINGS.cacheMaxSize,
    storage: SETTINGS.cacheDirectory,
    network: SETTINGS.networkCaFile,
  };
  return settings[error.code];
}
