/**
 * Replaces the module `vscode` in tests of the files that use it: records what it gets and answers nothing. It has only the
 * parts that those files use.
 */

/** All texts that were passed in, with the place where they would be shown. */
export const shown: { readonly place: string; readonly text: string }[] = [];
/** Addresses that were opened. */
export const opened: string[] = [];
/** The editor's commands that were run, with their arguments. */
export const ran: { readonly command: string; readonly args: readonly unknown[] }[] = [];

function show(place: string, value: unknown): void {
  if (typeof value === 'string') shown.push({ place, text: value });
  else if (value && typeof value === 'object') {
    for (const [key, part] of Object.entries(value)) if (!SILENT.has(key)) show(place, part);
  }
}

/** An object of the editor. Text that is set on it is shown. */
function surface<T extends object>(place: string, members: T): T {
  return new Proxy(members, {
    set: (target, key, value) => {
      if (!SILENT.has(String(key))) show(`${place}.${String(key)}`, value);
      return Reflect.set(target, key, value);
    },
  });
}

/** Properties that are not shown, or only as what was typed. */
const SILENT = new Set(['value', 'command', 'iconPath', 'ignoreFocusOut', 'password', 'busy']);

const nothing = (): undefined => undefined;
const listener = (): Disposable => new Disposable(nothing);

export class Disposable {
  readonly #callback: () => void;
  constructor(callback: () => void) {
    this.#callback = callback;
  }
  static from(...all: readonly { dispose(): unknown }[]): Disposable {
    return new Disposable(() => {
      for (const one of all) one.dispose();
    });
  }
  dispose(): void {
    this.#callback();
  }
}

export class EventEmitter<T> {
  readonly #listeners = new Set<(value: T) => void>();
  readonly event = (callback: (value: T) => void): Disposable => {
    this.#listeners.add(callback);
    return new Disposable(() => this.#listeners.delete(callback));
  };
  fire(value: T): void {
    for (const callback of this.#listeners) callback(value);
  }
  dispose(): void {
    this.#listeners.clear();
  }
}

export class CancellationError extends Error {
  override readonly name = 'Canceled';
}

export class ThemeIcon {
  readonly id: string;
  constructor(id: string) {
    this.id = id;
  }
}

export class ThemeColor extends ThemeIcon {}

export class FileDecoration {
  readonly badge?: string;
}

export class TreeItem {
  readonly label: string;
  readonly collapsibleState: number;
  constructor(label: string, collapsibleState: number) {
    this.label = label;
    this.collapsibleState = collapsibleState;
    return surface('treeItem', this);
  }
}

export class MarkdownString {
  readonly value: string;
  isTrusted?: boolean;
  supportHtml?: boolean;
  readonly supportThemeIcons: boolean;
  constructor(value: string, supportThemeIcons = false) {
    this.value = value;
    this.supportThemeIcons = supportThemeIcons;
  }
}

export class Position {
  readonly line: number;
  readonly character: number;

  constructor(line: number, character: number) {
    this.line = line;
    this.character = character;
  }
}

export class Range {
  readonly start: Position;
  readonly end: Position;

  constructor(start: Position, end: Position) {
    this.start = start;
    this.end = end;
  }
}

export class Uri {
  readonly scheme: string;
  readonly path: string;
  readonly query: string;
  constructor(scheme: string, path: string, query = '') {
    this.scheme = scheme;
    this.path = path;
    this.query = query;
  }
  static file(path: string): Uri {
    return new Uri('file', path);
  }
  static from({ scheme, path = '', query = '' }: { scheme: string; path?: string; query?: string }): Uri {
    return new Uri(scheme, path, query);
  }
  static parse(text: string): Uri {
    const colon = text.indexOf(':');
    return new Uri(text.slice(0, colon), text.slice(colon + 1));
  }
  static joinPath(base: Uri, ...names: readonly string[]): Uri {
    return new Uri(base.scheme, [base.path, ...names].join('/'));
  }
  get fsPath(): string {
    return this.path;
  }
  toString(): string {
    return `${this.scheme}:${this.path}${this.query === '' ? '' : `?${this.query}`}`;
  }
}

export const TreeItemCollapsibleState = { None: 0, Collapsed: 1, Expanded: 2 } as const;
export const ProgressLocation = { Notification: 15 } as const;
export const StatusBarAlignment = { Left: 1 } as const;
export const UIKind = { Desktop: 1, Web: 2 } as const;
export const ConfigurationTarget = { Global: 1 } as const;

/** A quick pick or an input box, with the actions of a user in it. */
export interface Box {
  type(text: string): void;
  accept(): void;
  /** Presses the button of a row. */
  pressButton(item: object): void;
  hide(): void;
}

/** The boxes that were created, newest last. */
export const boxes: Box[] = [];

function quickInput(place: string): Box {
  const typed = new EventEmitter<string>();
  const accepted = new EventEmitter<undefined>();
  const hidden = new EventEmitter<undefined>();
  const pressed = new EventEmitter<object>();
  const box = surface(place, {
    onDidChangeValue: typed.event,
    onDidAccept: accepted.event,
    onDidHide: hidden.event,
    onDidTriggerItemButton: pressed.event,
    show: nothing,
    dispose: nothing,
    pressButton: (item: object) => pressed.fire({ item }),
    hide: () => hidden.fire(undefined),
    type: (text: string) => typed.fire(text),
    accept: () => accepted.fire(undefined),
  });
  boxes.push(box);
  return box;
}

const message =
  (kind: string) =>
  async (text: string, ...rest: readonly unknown[]): Promise<undefined> => {
    show(kind, [text, ...rest]);
  };

export const window = {
  showInformationMessage: message('inform'),
  showWarningMessage: message('warn'),
  showErrorMessage: message('error'),
  showQuickPick: async (items: Promise<readonly object[]> | readonly object[], options: object): Promise<undefined> => {
    show('quickPick', [options, await items]);
  },
  createQuickPick: () => quickInput('searchBox'),
  createInputBox: () => quickInput('inputBox'),
  showSaveDialog: message('saveDialog'),
  showOpenDialog: message('openDialog'),
  withProgress: <T>(
    options: object,
    work: (progress: { report(value: object): void }, token: { onCancellationRequested: typeof listener }) => T,
  ): T => {
    show('progress', options);
    return work({ report: (value) => show('progress.report', value) }, { onCancellationRequested: listener });
  },
  createTreeView: () =>
    surface('treeView', {
      selection: [],
      visible: false,
      onDidChangeVisibility: listener,
      onDidChangeSelection: listener,
      onDidExpandElement: listener,
      onDidCollapseElement: listener,
      dispose: nothing,
    }),
  createStatusBarItem: () => surface('statusBar', { show: nothing, hide: nothing, dispose: nothing }),
  createTerminal: (options: object) => {
    show('terminal', options);
    return { show: nothing, sendText: nothing };
  },
  createOutputChannel: () => {
    const line = (text: string): void => show('log', text);
    return { debug: line, info: line, warn: line, error: line, show: nothing, dispose: nothing };
  },
  onDidChangeTerminalShellIntegration: listener,
  onDidChangeWindowState: listener,
};

export const env = {
  uiKind: UIKind.Web as number,
  remoteName: undefined,
  clipboard: { writeText: async (): Promise<void> => undefined, readText: async (): Promise<string> => '' },
  openExternal: async (uri: Uri): Promise<boolean> => {
    opened.push(uri.toString());
    return true;
  },
};

export const commands = {
  executeCommand: async (command: string, ...args: readonly unknown[]): Promise<void> => {
    ran.push({ command, args });
  },
};

export const workspace = {
  workspaceFolders: [new Uri('file', '/work')].map((uri) => ({ uri, name: 'work' })),
  getConfiguration: () => ({ get: (_key: string, otherwise: unknown) => otherwise }),
};

export const version = '1.139.1';
export const extensions = { getExtension: nothing };
