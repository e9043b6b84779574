import { access } from 'node:fs/promises';
import { basename, dirname, join, relative } from 'node:path';
import * as vscode from 'vscode';
import { FILES } from '../ids.ts';
import { onWindowFocus } from '../ui/windowFocus.ts';

/** Notices changes to the workspace files and locks of the open folders, whoever makes them. */
export class ProjectWatch implements vscode.Disposable {
  readonly #changed = new vscode.EventEmitter<void>();
  readonly #subscriptions: vscode.Disposable[];
  #watchers: readonly vscode.Disposable[] = [];
  /** Fires when one of the files may have changed, or when a folder was added, removed or trusted. */
  readonly onDidChange = this.#changed.event;

  constructor() {
    const { workspace } = vscode;
    const fire = (): void => this.#changed.fire();
    this.#watch();
    this.#subscriptions = [
      workspace.onDidChangeWorkspaceFolders(() => {
        this.#watch();
        fire();
      }),
      workspace.onDidGrantWorkspaceTrust(fire),
      // Not every file system reports changes.
      onWindowFocus(fire),
    ];
  }

  /** Whether a trusted folder has a lock. */
  async hasLock(): Promise<boolean> {
    if (!vscode.workspace.isTrusted) return false;
    const found = await Promise.all(localFolders().map((folder) => exists(join(folder, FILES.lock))));
    return found.includes(true);
  }

  #watch(): void {
    for (const watcher of this.#watchers) watcher.dispose();
    const fire = (): void => this.#changed.fire();
    this.#watchers = localFolders().map((folder) => {
      const watcher = vscode.workspace.createFileSystemWatcher(
        new vscode.RelativePattern(vscode.Uri.file(folder), `{${Object.values(FILES).join(',')}}`),
      );
      return vscode.Disposable.from(
        watcher,
        watcher.onDidCreate(fire),
        watcher.onDidChange(fire),
        watcher.onDidDelete(fire),
      );
    });
  }

  dispose(): void {
    for (const one of [...this.#subscriptions, ...this.#watchers, this.#changed]) one.dispose();
  }
}

/** Whether a document is the workspace file of an open folder. */
export function isProjectFile({ uri }: Pick<vscode.TextDocument, 'uri'>): boolean {
  if (uri.scheme !== 'file' || basename(uri.fsPath) !== FILES.project) return false;
  return localFolders().some((folder) => relative(folder, dirname(uri.fsPath)) === '');
}

function localFolders(): readonly string[] {
  const folders = vscode.workspace.workspaceFolders ?? [];
  return folders.flatMap(({ uri }) => (uri.scheme === 'file' ? [uri.fsPath] : []));
}

function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}
