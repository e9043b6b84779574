import * as vscode from 'vscode';
import { showInput } from './inputBox.ts';
import { pressedButton } from './pressedButton.ts';
import { showSearch } from './searchBox.ts';

export interface PickItem<T> {
  readonly label: string;
  readonly description?: string;
  readonly detail?: string;
  readonly icon?: string;
  readonly value: T;
}

export interface PickOptions {
  readonly title: string;
  readonly placeholder: string;
}

export interface InputOptions {
  readonly title: string;
  readonly prompt: string;
  readonly placeholder?: string;
  readonly value?: string;
  readonly password?: boolean;
  /** A sentence that says what is wrong with the text, or `undefined`. */
  readonly validate?: (value: string) => string | undefined;
  /**
   * Runs on Enter, while the box shows that it is busy. A sentence keeps the box open with all that was typed; typing on
   * or closing the box aborts the signal.
   */
  readonly check?: (value: string, signal: AbortSignal) => Promise<string | undefined>;
}

/** What a search gives: rows to choose from, and a sentence where something is to be said beside or instead of them. */
export interface Found<T> {
  readonly items: readonly PickItem<T>[];
  readonly notice?: string;
}

export interface SearchOptions<T> extends PickOptions {
  /** Runs a moment after typing ends; typing on aborts the signal. */
  readonly find: (text: string, signal: AbortSignal) => Promise<Found<T>>;
}

export type Report = (message: string, donePercent?: number) => void;

/** How the extension talks to the person. A port, so that tests can answer. Dismissing anything gives `undefined`. */
export interface Ui {
  /** The button that was pressed. A message without buttons is not waited for. */
  inform(message: string, ...actions: readonly string[]): Promise<string | undefined>;
  warn(message: string, ...actions: readonly string[]): Promise<string | undefined>;
  error(message: string, ...actions: readonly string[]): Promise<string | undefined>;
  /** Asks before something that cannot be undone. `action` is the verb on the button. */
  confirm(question: string, detail: string, action: string): Promise<boolean>;
  input(options: InputOptions): Promise<string | undefined>;
  pick<T>(
    items: readonly PickItem<T>[] | Promise<readonly PickItem<T>[]>,
    options: PickOptions,
  ): Promise<T | undefined>;
  /** Several of a list; none of them is not the same as dismissing it. */
  pickMany<T>(items: readonly PickItem<T>[], options: PickOptions): Promise<readonly T[] | undefined>;
  /** A list that follows what is typed. */
  search<T>(options: SearchOptions<T>): Promise<T | undefined>;
  /** Shows that something is under way, with a cancel button that aborts the signal. */
  progress<T>(title: string, work: (report: Report, signal: AbortSignal) => Promise<T>): Promise<T>;
  /** Where to save a file; `undefined` when dismissed. */
  saveAs(suggestedName: string, title: string): Promise<vscode.Uri | undefined>;
  /** A folder to save several files in; `undefined` when dismissed. */
  chooseFolder(title: string): Promise<vscode.Uri | undefined>;
  /** A file on the machine where the extension runs; `undefined` when dismissed. */
  chooseFile(title: string): Promise<vscode.Uri | undefined>;
  copy(text: string): Promise<void>;
  /** What was copied last, with its line breaks; '' where there is none or it may not be read. */
  clipboard(): Promise<string>;
  openExternal(url: string): Promise<void>;
}

/** The editor's own dialogs. */
export function createUi(): Ui {
  const { window } = vscode;
  return {
    inform: (message, ...actions) => pressedButton(window.showInformationMessage(message, ...actions), actions),
    warn: (message, ...actions) => pressedButton(window.showWarningMessage(message, ...actions), actions),
    error: (message, ...actions) => pressedButton(window.showErrorMessage(message, ...actions), actions),
    confirm: async (question, detail, action) =>
      (await window.showWarningMessage(question, { modal: true, detail }, action)) === action,
    input: showInput,
    search: showSearch,
    pick: async (items, { title, placeholder }) => {
      const shown = Promise.resolve(items).then(withIcons);
      return (await window.showQuickPick(shown, pickOptions(title, placeholder)))?.value;
    },
    pickMany: async (items, { title, placeholder }) => {
      const options = { ...pickOptions(title, placeholder), canPickMany: true } as const;
      return (await window.showQuickPick(withIcons(items), options))?.map(({ value }) => value);
    },
    progress: async (title, work) =>
      window.withProgress(
        { location: vscode.ProgressLocation.Notification, title, cancellable: true },
        async (progress, token) => {
          const controller = new AbortController();
          token.onCancellationRequested(() => controller.abort(new vscode.CancellationError()));
          let shownPercent = 0;
          const report: Report = (message, donePercent = shownPercent) => {
            progress.report({ message, increment: Math.max(0, donePercent - shownPercent) });
            shownPercent = Math.max(shownPercent, donePercent);
          };
          return work(report, controller.signal);
        },
      ),
    saveAs: async (suggestedName, title) => {
      const folder = vscode.workspace.workspaceFolders?.[0]?.uri;
      return window.showSaveDialog({
        title,
        ...(folder && { defaultUri: vscode.Uri.joinPath(folder, suggestedName) }),
      });
    },
    chooseFolder: async (title) => {
      const folder = vscode.workspace.workspaceFolders?.[0]?.uri;
      const options = { title, openLabel: 'Save Here', canSelectFiles: false, canSelectFolders: true };
      return (await window.showOpenDialog({ ...options, ...(folder && { defaultUri: folder }) }))?.[0];
    },
    chooseFile: async (title) => (await window.showOpenDialog({ title, canSelectMany: false }))?.[0],
    copy: async (text) => vscode.env.clipboard.writeText(text),
    clipboard: async () => {
      try {
        return await vscode.env.clipboard.readText();
      } catch {
        return '';
      }
    },
    openExternal: async (url) => void (await vscode.env.openExternal(vscode.Uri.parse(url, true))),
  };
}

function withIcons<T>(items: readonly PickItem<T>[]): (PickItem<T> & vscode.QuickPickItem)[] {
  return items.map((item) => ({ ...item, ...(item.icon && { iconPath: new vscode.ThemeIcon(item.icon) }) }));
}

function pickOptions(title: string, placeHolder: string): vscode.QuickPickOptions {
  return { title, placeHolder, matchOnDescription: true, matchOnDetail: true };
}
