import * as vscode from 'vscode';
import { isEngineError } from '../engine/index.ts';
import type { ErrorCode } from '../engine/index.ts';
import { describeError, isCancelled } from '../words/describeError.ts';
import type { Remedy } from '../words/describeError.ts';
import { plain } from '../words/format.ts';
import { COMMANDS, SETTINGS } from './ids.ts';
import type { SettingsStore } from './settings/settings.ts';
import type { VisibleLog } from './ui/log.ts';
import type { Ui } from './ui/ui.ts';
import { t } from '../words/translate.ts';

const TITLES: Readonly<Record<Remedy, string>> = {
  signIn: t('Sign In…'),
  retry: t('Retry'),
  openSettings: t('Open Settings'),
  showEvidence: t('Show Evidence'),
  showLog: t('Show Log'),
  openCacheFolder: t('Open Cache Folder'),
  allowHost: t('Download From There'),
  refresh: t('Refresh'),
  trustKey: t('Trust Key…'),
  pinDigest: t('Pin Digest…'),
  acceptChange: t('Accept Change…'),
  manageTrust: t('Manage Trust'),
  openFolder: t('Open Folder…'),
  addTool: t('Add to Workspace…'),
  addInstance: t('Add Instance…'),
};

/** They ask something of the person: a question is no failure. */
const QUESTIONS: readonly Remedy[] = ['allowHost', 'acceptChange'];

export interface ErrorContext {
  /** Which file it is about, as the server spells it, where the message alone would not say. */
  readonly name?: string | undefined;
  /** Does again what failed. */
  readonly retry?: (() => Promise<void>) | undefined;
  /** Whose token or setting it is about. */
  readonly instance?: string | undefined;
  /** The row that it is about, for Show Evidence and what changes the evidence. */
  readonly target?: unknown;
  /** Opens what there is to read about it, in place of its evidence and of the log. */
  readonly report?: (() => Promise<void>) | undefined;
}

const REPORT = t('Show Report');
/** What a report says too. */
const REPORTED: readonly Remedy[] = ['showEvidence', 'showLog'];

/** Shows failures that a person asked for, each with the button that helps, and few others. */
export class ErrorActions {
  readonly #ui: Ui;
  readonly #settings: SettingsStore;
  readonly #log: VisibleLog;
  readonly #cacheDirectory: () => string;

  constructor(ui: Ui, settings: SettingsStore, log: VisibleLog, cacheDirectory: () => string) {
    this.#ui = ui;
    this.#settings = settings;
    this.#log = log;
    this.#cacheDirectory = cacheDirectory;
  }

  /** Nothing is shown of what was cancelled. Resolves when the message is gone and its button's work is done. */
  async show(error: unknown, context: ErrorContext = {}): Promise<void> {
    if (isCancelled(error)) return;
    this.note(error);
    const { message, remedy, also = [] } = describeError(error);
    const helpful = [remedy === 'retry' && !context.retry ? 'showLog' : remedy, ...also];
    const usable = context.report ? helpful.filter((one) => !REPORTED.includes(one)) : helpful;
    const name = plain(context.name ?? '', 80);
    const about = message.includes(name) ? '' : `${name}: `;
    const kind = QUESTIONS.includes(remedy) ? 'warn' : 'error';
    const titles = [...usable.map((one) => TITLES[one]), ...(context.report ? [REPORT] : [])];
    const chosen = await this.#ui[kind](`${about}${message}`, ...titles);
    if (chosen === REPORT) return context.report?.();
    const pressed = usable.find((one) => TITLES[one] === chosen);
    if (pressed) await this.run(pressed, error, context);
  }

  /** For the log: the whole message, which holds no secrets. */
  note(error: unknown): void {
    this.#log.error(error instanceof Error ? `${error.name}: ${error.message}` : String(error));
  }

  /** Does what the button says. */
  async run(remedy: Remedy, error: unknown, context: ErrorContext): Promise<void> {
    switch (remedy) {
      case 'retry':
        return context.retry?.();
      case 'showLog':
        return this.#log.show();
      case 'allowHost':
        if (isEngineError(error, 'needsConsent')) await this.#settings.allowHost(error.facts.host);
        return context.retry?.();
      case 'openCacheFolder':
        await vscode.commands.executeCommand('revealFileInOS', vscode.Uri.file(this.#cacheDirectory()));
        return;
      default:
        await vscode.commands.executeCommand(...commandOf(remedy, error, context));
    }
  }
}

type ByCommand = Exclude<Remedy, 'retry' | 'showLog' | 'allowHost' | 'openCacheFolder'>;

/** The command behind a button, and what it is about. */
function commandOf(remedy: ByCommand, error: unknown, context: ErrorContext): readonly [string, ...unknown[]] {
  switch (remedy) {
    case 'signIn':
      return [COMMANDS.signIn, context.instance];
    case 'openSettings':
      return [COMMANDS.openSettings, settingOf(error)];
    case 'showEvidence':
    case 'trustKey':
    case 'pinDigest':
    case 'acceptChange':
      return [COMMANDS[remedy], context.target];
    case 'manageTrust':
      return ['workbench.trust.manage'];
    case 'openFolder':
      return ['workbench.action.files.openFolder'];
    case 'addTool':
      return [COMMANDS.addToWorkspace];
    case 'addInstance':
    case 'refresh':
      return [COMMANDS[remedy]];
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
    untrusted: SETTINGS.verificationRequire,
  };
  return settings[error.code];
}
