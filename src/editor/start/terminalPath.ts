import type * as vscode from 'vscode';
import { t } from '../../words/translate.ts';
import { pathEntries } from './pathEntries.ts';
import type { PathEntries } from './pathEntries.ts';
import { isOnPath, userCommands } from './userCommands.ts';
import type { ReadSetting } from './userCommands.ts';

/** The commands of a folder's lock. */
export interface FolderCommands {
  readonly directory: string;
  /** A description that the editor shows as markdown, such as `greet 1.0.0, saw 1.4.2`; may be empty. */
  readonly versions: string;
}

export interface TerminalPathOptions {
  /** What the editor adds to the environment of new terminals and tasks. It remembers that for the workspace. */
  readonly collection: vscode.GlobalEnvironmentVariableCollection;
  readonly read: ReadSetting;
  readonly storageDirectory: string;
  /** The folders of the workspace, in its order. */
  readonly folders: () => readonly vscode.WorkspaceFolder[];
}

const PATH = 'PATH';
const OPTIONS = { applyAtProcessCreation: true, applyAtShellIntegration: true };

/** Puts the commands of the folders' locks and of the user on the PATH of new terminals and tasks. */
export class TerminalPath implements vscode.Disposable {
  readonly #options: TerminalPathOptions;
  /** The commands by the folder's path. Until they are known, this is `undefined`, and what the editor remembered stays. */
  #environments: ReadonlyMap<string, FolderCommands> | undefined;
  #written: string | undefined;
  /** Reads the disk once at a time, so that the last read counts. */
  #work: Promise<void> = Promise.resolve();
  #isDisposed = false;

  constructor(options: TerminalPathOptions) {
    this.#options = options;
  }

  /** Sets the folders' own commands, by the folder's path. Folders without are left out. */
  setEnvironments(environments: ReadonlyMap<string, FolderCommands>): Promise<void> {
    this.#environments = environments;
    return this.refresh();
  }

  /** Looks at the settings and the user's commands again. Never rejects: what cannot be read leaves the PATH as it is. */
  refresh(): Promise<void> {
    this.#work = this.#work.then(() => this.#refresh()).catch(() => undefined);
    return this.#work;
  }

  async #refresh(): Promise<void> {
    const { read, storageDirectory, folders } = this.#options;
    const user = await userCommands(read, storageDirectory);
    const environments = isOnPath(read) ? this.#environments : new Map<string, FolderCommands>();
    if (!environments || this.#isDisposed) return;
    const open = folders();
    const entries = pathEntries(
      user,
      open.map((folder) => ({
        folder: keyOfFolder(folder),
        directory: environments.get(keyOfFolder(folder))?.directory,
      })),
    );
    this.#write(entries, open);
    this.#describe(entries, open, environments);
  }

  #write(entries: PathEntries, open: readonly vscode.WorkspaceFolder[]): void {
    const { collection } = this.#options;
    const wanted = JSON.stringify([entries.window, [...entries.folders], open.map(keyOfFolder)]);
    const isRemembered = entries.folders.size === 0 && collection.get(PATH)?.value === entries.window;
    // Setting the same value again would mark terminals as out of date.
    if (wanted === this.#written || (this.#written === undefined && isRemembered)) return;
    this.#written = wanted;
    // The editor knows folders by their number in the workspace, so entries of folders that moved or left go as well.
    collection.clear();
    if (entries.window !== undefined) collection.prepend(PATH, entries.window, OPTIONS);
    for (const workspaceFolder of open) {
      const value = entries.folders.get(keyOfFolder(workspaceFolder));
      if (value !== undefined) collection.getScoped({ workspaceFolder }).prepend(PATH, value, OPTIONS);
    }
  }

  #describe(
    { window, folders }: PathEntries,
    open: readonly vscode.WorkspaceFolder[],
    environments: ReadonlyMap<string, FolderCommands>,
  ): void {
    const { collection } = this.#options;
    const [only, ...others] = open;
    const versions = only && others.length === 0 ? environments.get(keyOfFolder(only))?.versions : undefined;
    collection.description = window === undefined ? undefined : describePath(versions);
    for (const workspaceFolder of open) {
      const key = keyOfFolder(workspaceFolder);
      if (!folders.has(key)) continue;
      collection.getScoped({ workspaceFolder }).description = describePath(environments.get(key)?.versions);
    }
  }

  dispose(): void {
    this.#isDisposed = true;
  }
}

/** The key of an environment: the path of its folder. A folder that is not on a disk has no environment. */
function keyOfFolder({ uri }: Pick<vscode.WorkspaceFolder, 'uri'>): string {
  return uri.scheme === 'file' ? uri.fsPath : uri.toString();
}

/** Shown where the editor says what extensions add to a terminal. */
function describePath(versions = ''): string {
  const installed = t('Commands of tools that you installed with Forgejo Artifacts');
  return versions === '' ? installed : t('Workspace tools ({0}), then commands that you installed', versions);
}
