import * as vscode from 'vscode';
import { safeFileName } from '../../engine/index.ts';
import { inert } from './inert.ts';
import { showInput } from './inputBox.ts';
import { toPickRow } from './pickRow.ts';
import { pressedButton } from './pressedButton.ts';
import { showProgress } from './progress.ts';
import { showSearch } from './searchBox.ts';
import { webAddress } from './webAddress.ts';
import { t } from '../../words/translate.ts';

export interface PickItem<T> {
  readonly label: string;
  readonly description?: string | undefined;
  readonly detail?: string | undefined;
  readonly icon?: string | undefined;
  /** Ticked from the start, in a list that allows several picks. */
  readonly isPicked?: boolean | undefined;
  readonly value: T;
}

export interface PickOptions {
  readonly title: string;
  readonly placeholder: string;
}

export interface InputOptions {
  readonly title: string;
  readonly prompt: string;
  readonly placeholder?: string | undefined;
  readonly value?: string | undefined;
  readonly password?: boolean | undefined;
  /** A sentence that says what is wrong with the text, or `undefined`. */
  readonly validate?: (value: string) => string | undefined;
  /**
   * Runs on Enter, while the box shows that it is busy. A sentence keeps the box open with its text; typing on or closing
   * the box aborts the signal.
   */
  readonly check?: (value: string, signal: AbortSignal) => Promise<string | undefined>;
}

/** The result of a search: rows to choose from, and a sentence to show with them or instead of them. */
export interface Found<T> {
  readonly items: readonly PickItem<T>[];
  readonly notice?: string | undefined;
}

export interface SearchOptions<T> extends PickOptions {
  /** Runs a moment after typing ends; typing on aborts the signal. */
  readonly find: (text: string, signal: AbortSignal) => Promise<Found<T>>;
  /** A button at the end of each row. Pressing it leaves the list open. */
  readonly button?: RowButton<T> | undefined;
}

export interface RowButton<T> {
  readonly icon: string;
  /** Shown on hover and read aloud. */
  readonly label: string;
  readonly press: (value: T) => void;
}

export type Report = (message: string, donePercent?: number) => void;

/**
 * How the extension talks to the user. A port, so that tests can answer. Every dialog returns `undefined` when dismissed.
 * Text is shown literally: no part of it becomes a link or an icon.
 */
export interface Ui {
  /** The button that was pressed. A message without buttons is not waited for. */
  inform(message: string, ...actions: readonly string[]): Promise<string | undefined>;
  warn(message: string, ...actions: readonly string[]): Promise<string | undefined>;
  error(message: string, ...actions: readonly string[]): Promise<string | undefined>;
  /** Asks before something that the user may regret, such as a removal. `action` is the verb on the button. */
  confirm(question: string, detail: string, action: string): Promise<boolean>;
  input(options: InputOptions): Promise<string | undefined>;
  pick<T>(
    items: readonly PickItem<T>[] | Promise<readonly PickItem<T>[]>,
    options: PickOptions,
  ): Promise<T | undefined>;
  /** Several rows of a list; an empty choice differs from a dismissed list. */
  pickMany<T>(items: readonly PickItem<T>[], options: PickOptions): Promise<readonly T[] | undefined>;
  /** A list that follows what is typed. */
  search<T>(options: SearchOptions<T>): Promise<T | undefined>;
  /** Shows progress, with a cancel button that aborts the signal. */
  progress<T>(title: string, work: (report: Report, signal: AbortSignal) => Promise<T>): Promise<T>;
  /** Where to save a file; `undefined` when dismissed. The name is made safe for file systems before it is offered. */
  saveAs(suggestedName: string, title: string): Promise<vscode.Uri | undefined>;
  /** A folder, by default to save several files in; `label` is on the button. `undefined` when dismissed. */
  chooseFolder(title: string, label?: string): Promise<vscode.Uri | undefined>;
  /** A file on the machine where the extension runs; `undefined` when dismissed. */
  chooseFile(title: string): Promise<vscode.Uri | undefined>;
  /** Copies the text as it is. */
  copy(text: string): Promise<void>;
  /** The text on the clipboard, with its line breaks; '' if there is none or it may not be read. */
  clipboard(): Promise<string>;
  /** Opens a web page. Rejects for an address that is not http or https, for which the editor would start programs. */
  openExternal(url: string): Promise<void>;
}

/** The editor's own dialogs. All text goes through `inert`. */
export function createUi(): Ui {
  const { window } = vscode;
  return {
    inform: (message, ...actions) => tell(window.showInformationMessage, message, actions),
    warn: (message, ...actions) => tell(window.showWarningMessage, message, actions),
    error: (message, ...actions) => tell(window.showErrorMessage, message, actions),
    confirm: async (question, detail, action) => {
      const options = { modal: true, detail: inert(detail) };
      return (await window.showWarningMessage(inert(question), options, inert(action))) !== undefined;
    },
    input: showInput,
    search: (options) => showSearch(options),
    pick: async (items, options) => {
      const rows = Promise.resolve(items).then((all) => all.map(toPickRow));
      return (await window.showQuickPick(rows, pickOptions(options)))?.value;
    },
    pickMany: async (items, options) => {
      const many = { ...pickOptions(options), canPickMany: true } as const;
      return (await window.showQuickPick(items.map(toPickRow), many))?.map(({ value }) => value);
    },
    progress: showProgress,
    saveAs: async (suggestedName, title) => {
      const folder = vscode.workspace.workspaceFolders?.[0]?.uri;
      return window.showSaveDialog({
        title: inert(title),
        ...(folder && { defaultUri: vscode.Uri.joinPath(folder, safeFileName(suggestedName)) }),
      });
    },
    chooseFolder: async (title, label = t('Save Here')) => {
      const folder = vscode.workspace.workspaceFolders?.[0]?.uri;
      const options = { title: inert(title), openLabel: inert(label), canSelectFiles: false, canSelectFolders: true };
      return (await window.showOpenDialog({ ...options, ...(folder && { defaultUri: folder }) }))?.[0];
    },
    chooseFile: async (title) => (await window.showOpenDialog({ title: inert(title), canSelectMany: false }))?.[0],
    copy: async (text) => vscode.env.clipboard.writeText(text),
    clipboard: async () => {
      try {
        return await vscode.env.clipboard.readText();
      } catch {
        return '';
      }
    },
    openExternal: async (url) => {
      await vscode.env.openExternal(vscode.Uri.parse(webAddress(url), true));
    },
  };
}

type Show = (message: string, ...buttons: string[]) => Thenable<string | undefined>;

async function tell(show: Show, message: string, actions: readonly string[]): Promise<string | undefined> {
  const buttons = actions.map(inert);
  const pressed = await pressedButton(show(inert(message), ...buttons), buttons);
  return pressed === undefined ? undefined : actions[buttons.indexOf(pressed)];
}

function pickOptions({ title, placeholder }: PickOptions): vscode.QuickPickOptions {
  return { title: inert(title), placeHolder: inert(placeholder), matchOnDescription: true, matchOnDetail: true };
}
