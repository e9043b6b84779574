import * as vscode from 'vscode';
import { matchRemote } from '../../engine/index.ts';
import type { RemoteRepository } from '../../engine/index.ts';

/** The used part of the API of the built-in Git extension, version 1. */
interface GitApi {
  readonly repositories: readonly GitRepository[];
  readonly onDidOpenRepository: vscode.Event<GitRepository>;
  readonly onDidCloseRepository: vscode.Event<GitRepository>;
}

interface GitRepository {
  readonly rootUri: vscode.Uri;
  readonly state: {
    readonly remotes: readonly { readonly fetchUrl?: string; readonly pushUrl?: string }[];
    readonly onDidChange: vscode.Event<void>;
  };
}

interface GitExtension {
  readonly enabled: boolean;
  readonly onDidChangeEnablement: vscode.Event<boolean>;
  getAPI(version: 1): GitApi;
}

/**
 * The repositories of the open folders' git remotes, as the editor's Git extension reports them; none if that is missing or
 * disabled.
 */
export class WorkspaceRepositories implements vscode.Disposable {
  readonly #changed = new vscode.EventEmitter<void>();
  #enablement: vscode.Disposable | undefined;
  readonly #watches = new Map<string, vscode.Disposable>();
  #git: GitApi | undefined;
  #starting: Promise<void> | undefined;
  #remotes = '';
  /** Fires when a remote was added, removed or changed. */
  readonly onDidChange = this.#changed.event;

  /** The repositories on instances among `bases`, each once, in the order of the open repositories. */
  list(bases: readonly string[]): readonly RemoteRepository[] {
    const found = new Map<string, RemoteRepository>();
    for (const url of this.#urls()) {
      const match = matchRemote(url, bases);
      const key = match && JSON.stringify([match.instance, `${match.owner}/${match.repo}`.toLowerCase()]);
      if (key !== undefined && !found.has(key)) found.set(key, match as RemoteRepository);
    }
    return [...found.values()];
  }

  /** Begins to follow the Git extension, which may take a while to start; called by the first view that is shown. */
  start(): Promise<void> {
    this.#starting ??= this.#follow();
    return this.#starting;
  }

  async #follow(): Promise<void> {
    const extension = vscode.extensions.getExtension<GitExtension>('vscode.git');
    if (!extension) return;
    try {
      const git = await extension.activate();
      this.#enablement = git.onDidChangeEnablement((enabled) => this.#connect(enabled ? git : undefined));
      this.#connect(git.enabled ? git : undefined);
    } catch {
      // A Git extension that fails to start reports it itself.
    }
  }

  #connect(git: GitExtension | undefined): void {
    this.#disconnect();
    this.#git = git?.getAPI(1);
    if (this.#git) {
      this.#watches.set(
        'opened',
        this.#git.onDidOpenRepository((repository) => this.#watch(repository)),
      );
      this.#watches.set(
        'closed',
        this.#git.onDidCloseRepository((repository) => this.#unwatch(repository)),
      );
      for (const repository of this.#git.repositories) this.#watch(repository);
    }
    this.#look();
  }

  /** A repository's state changes with every edit; only its remotes matter here. */
  #watch(repository: GitRepository): void {
    const key = repository.rootUri.toString();
    this.#watches.get(key)?.dispose();
    this.#watches.set(
      key,
      repository.state.onDidChange(() => this.#look()),
    );
    this.#look();
  }

  #unwatch(repository: GitRepository): void {
    const key = repository.rootUri.toString();
    this.#watches.get(key)?.dispose();
    this.#watches.delete(key);
    this.#look();
  }

  #look(): void {
    const remotes = this.#urls().join('\n');
    if (remotes === this.#remotes) return;
    this.#remotes = remotes;
    this.#changed.fire();
  }

  #urls(): readonly string[] {
    const remotes = this.#git?.repositories.flatMap(({ state }) => state.remotes) ?? [];
    return remotes.map(({ fetchUrl, pushUrl }) => fetchUrl ?? pushUrl ?? '').filter((url) => url !== '');
  }

  #disconnect(): void {
    for (const watch of this.#watches.values()) watch.dispose();
    this.#watches.clear();
  }

  dispose(): void {
    this.#disconnect();
    this.#enablement?.dispose();
    this.#changed.dispose();
  }
}
