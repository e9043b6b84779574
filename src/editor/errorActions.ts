import * as vscode from 'vscode';
import { isEngineError } from '../engine/index.ts';
import type { Engine, ErrorFacts } from '../engine/index.ts';
import { describeError, isCancelled } from '../words/describeError.ts';
import type { Description, Remedy } from '../words/describeError.ts';
import { plain } from '../words/format.ts';
import { ASK, COMMANDS } from './ids.ts';
import { problemLine } from './settings/problemLines.ts';
import { problemBehind, settingOfError } from './settings/settingOf.ts';
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
  allowHost: t('Allow This Host'),
  refresh: t('Refresh'),
  trustKey: t('Trust Key…'),
  pinDigest: t("Pin This File's Digest"),
  acceptChange: t('Accept Change…'),
  manageTrust: t('Manage Trust'),
  openFolder: t('Open Folder…'),
  addTool: t('Add to Workspace…'),
  addInstance: t('Add Instance…'),
  install: t('Install…'),
  saveAs: t('Save As…'),
  emptyCache: t('Empty Cache…'),
  openInBrowser: t('Open in Browser'),
  openProjectFile: t('Open File'),
};

/** These codes ask the user something; a question is not a failure. */
const QUESTIONS: readonly Remedy[] = ['allowHost', 'acceptChange'];

export interface ErrorContext {
  /** The file, as the server spells it, if the message alone would not say. */
  readonly name?: string | undefined;
  /** Runs the failed action again. */
  readonly retry?: (() => Promise<void>) | undefined;
  /** The instance whose token or setting is concerned. */
  readonly instance?: string | undefined;
  /** The row concerned, for Show Evidence and the commands that change evidence. */
  readonly target?: unknown;
  /** Opens a document on the failure, in place of its evidence and the log. */
  readonly report?: (() => Promise<void>) | undefined;
}

const REPORT = t('Show Report');
/** Buttons that the report replaces, as it says the same. */
const REPORTED: readonly Remedy[] = ['showEvidence', 'showLog'];

interface ErrorEngine {
  /** The root of the cache. */
  readonly directory: string;
  get(): Pick<Engine, 'liftHold'>;
}

/** Shows failures of actions that the user started, each with the buttons that help. */
export class ErrorActions {
  readonly #ui: Ui;
  readonly #settings: SettingsStore;
  readonly #log: VisibleLog;
  readonly #engine: ErrorEngine;

  constructor(ui: Ui, settings: SettingsStore, log: VisibleLog, engine: ErrorEngine) {
    this.#ui = ui;
    this.#settings = settings;
    this.#log = log;
    this.#engine = engine;
  }

  /** Shows nothing for cancelled actions. Resolves when the message is closed and its button's work is done. */
  async show(error: unknown, context: ErrorContext = {}): Promise<void> {
    if (isCancelled(error)) return;
    this.note(error);
    const { message, remedy, also = [] } = this.#describe(error);
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

  /** Names the unusable setting that may have led to the failure, and offers to open it. */
  #describe(error: unknown): Description {
    const described = describeError(error);
    const problem = problemBehind(error, this.#settings.problems);
    if (!problem) return described;
    const { message, remedy, also = [] } = described;
    const others = also.filter((one) => one !== 'openSettings');
    return {
      message: `${message} ${problemLine(problem)}`,
      remedy,
      also: remedy === 'openSettings' ? others : ['openSettings', ...others],
    };
  }

  /** For the log: the whole message, which contains no secrets. */
  note(error: unknown): void {
    this.#log.error(error instanceof Error ? `${error.name}: ${error.message}` : String(error));
  }

  /** Runs the action of a button. */
  async run(remedy: Remedy, error: unknown, context: ErrorContext): Promise<void> {
    switch (remedy) {
      case 'retry':
        if (isEngineError(error, 'rateLimited')) await this.#engine.get().liftHold(error.facts.host);
        return context.retry?.();
      case 'showLog':
        return this.#log.show();
      case 'allowHost':
        if (isEngineError(error, 'hostNotAllowed')) await this.#settings.allowHost(error.facts.host);
        return context.retry?.();
      case 'openCacheFolder':
        await vscode.commands.executeCommand('revealFileInOS', vscode.Uri.file(this.#engine.directory));
        return;
      case 'openProjectFile':
        if (isEngineError(error, 'badProjectFile')) await openAt(error.facts);
        return;
      default:
        await vscode.commands.executeCommand(...commandOf(remedy, this.#settingOf(error), context));
    }
  }

  #settingOf(error: unknown): string | undefined {
    return problemBehind(error, this.#settings.problems)?.key ?? settingOfError(error);
  }
}

type ByCommand = Exclude<Remedy, 'retry' | 'showLog' | 'allowHost' | 'openCacheFolder' | 'openProjectFile'>;

/** The command behind a button, and its argument. */
function commandOf(
  remedy: ByCommand,
  setting: string | undefined,
  context: ErrorContext,
): readonly [string, ...unknown[]] {
  // A command without an argument asks for one.
  const targets = context.target === undefined ? [] : [context.target];
  switch (remedy) {
    case 'signIn':
      return [COMMANDS.signIn, context.instance];
    case 'openSettings':
      return [COMMANDS.openSettings, setting];
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
    case 'install':
      return [COMMANDS.install, ASK];
    case 'addInstance':
    case 'refresh':
      return [COMMANDS[remedy]];
    case 'emptyCache':
      return [COMMANDS.evictAll];
    case 'saveAs':
      return [COMMANDS.downloadAs, ...targets];
    case 'openInBrowser':
      return [COMMANDS.openInBrowser, ...targets];
  }
}

/** Opens a workspace file at the place of a fault in it. */
async function openAt({ path, line = 1, column = 1 }: ErrorFacts['badProjectFile']): Promise<void> {
  const place = new vscode.Position(line - 1, column - 1);
  const selection = new vscode.Range(place, place);
  await vscode.commands.executeCommand('vscode.open', vscode.Uri.file(path), { selection });
}
