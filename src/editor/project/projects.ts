import type * as vscode from 'vscode';
import type { Clock } from '../../engine/index.ts';
import type { FolderCommands, TerminalPath } from '../start/terminalPath.ts';
import type { Services } from '../services.ts';
import { text } from '../documents/markdown.ts';
import { readStatus } from './readStatus.ts';
import type { ProjectStatus } from './projectStatus.ts';

interface ProjectsOptions extends Pick<
  Services,
  'engine' | 'instances' | 'installHost' | 'workspace' | 'projectMemory'
> {
  readonly terminalPath: Pick<TerminalPath, 'setEnvironments'>;
  readonly clock: Pick<Clock, 'after'>;
  /** A new `vscode.EventEmitter`, disposed with this object. */
  readonly changed: Pick<vscode.EventEmitter<void>, 'event' | 'fire' | 'dispose'>;
}

/** A checkout changes many files, so the lock is read once it is done. */
const SETTLE_MS = 300;
/** How many tools a description names. */
const MAX_NAMED = 10;

/**
 * The open folders that have a lock, and how their environments compare with it: a copy in memory, which follows the lock that
 * is checked out and keeps the PATH of terminals with it. Without trust, no folder is read and none has an environment.
 */
export class Projects implements vscode.Disposable {
  readonly #options: ProjectsOptions;
  #known: readonly ProjectStatus[] | undefined;
  #stopWaiting: (() => void) | undefined;
  #running: Promise<readonly ProjectStatus[]> | undefined;
  /** Whether something happened since the running scan began. */
  #isStale = false;
  #isDisposed = false;
  /** Fires after the first scan and after every scan that found a change. */
  readonly onDidChange: vscode.Event<void>;

  constructor(options: ProjectsOptions) {
    this.#options = options;
    this.onDidChange = options.changed.event;
  }

  /** The folders in the order of the workspace; `undefined` before the first scan. */
  get known(): readonly ProjectStatus[] | undefined {
    return this.#known;
  }

  /** Looks again soon. Several calls in a row cause one scan. */
  followSoon(): void {
    this.#stopWaiting?.();
    this.#stopWaiting = this.#options.clock.after(SETTLE_MS, () => {
      // It never rejects.
      this.refresh().catch(() => undefined);
    });
  }

  /** Scans again now, after a scan that is running. Never rejects. */
  refresh(): Promise<readonly ProjectStatus[]> {
    this.#isStale = true;
    this.#running ??= this.#followAll().finally(() => (this.#running = undefined));
    return this.#running;
  }

  /** The known state, or the result of the first scan. Never rejects. */
  async whenKnown(): Promise<readonly ProjectStatus[]> {
    return this.#known ?? this.#running ?? this.refresh();
  }

  async #followAll(): Promise<readonly ProjectStatus[]> {
    let found: readonly ProjectStatus[] = [];
    while (this.#isStale && !this.#isDisposed) {
      this.#isStale = false;
      found = await this.#look();
    }
    return found;
  }

  async #look(): Promise<readonly ProjectStatus[]> {
    const { workspace, terminalPath, projectMemory, changed } = this.#options;
    const folders = workspace.isTrusted ? workspace.folders() : [];
    const all = await Promise.all(folders.map((folder) => readStatus(this.#options, folder)));
    const found = all.filter((status) => status !== undefined);
    if (this.#isDisposed) return found;
    const used = found.filter(({ folder }) => !projectMemory.isForgotten(folder.directory));
    await terminalPath.setEnvironments(
      new Map(used.map((status) => [status.folder.directory, this.#commandsOf(status)])),
    );
    const isOther = this.#known === undefined || fingerprintOf(this.#known) !== fingerprintOf(found);
    this.#known = found;
    if (isOther && !this.#isDisposed) changed.fire();
    return found;
  }

  /** The directory stays the same whatever is in it, so that open terminals follow the lock too. */
  #commandsOf(status: ProjectStatus): FolderCommands {
    const directory = this.#options.engine.get().environments.binDirectory(status.folder.directory);
    const tools = status.kind === 'read' ? status.tools.filter(({ linked }) => linked !== undefined) : [];
    const named = tools.slice(0, MAX_NAMED).map(({ name, linked = '' }) => text(`${name} ${linked}`, 80));
    const versions = [...named, ...(tools.length > MAX_NAMED ? ['…'] : [])].join(', ');
    return { directory, versions };
  }

  dispose(): void {
    this.#isDisposed = true;
    this.#stopWaiting?.();
    this.#options.changed.dispose();
  }
}

/** The folders that differ between two looks, for the views. */
function fingerprintOf(all: readonly ProjectStatus[]): string {
  return JSON.stringify(
    all.map((status) =>
      status.kind === 'unreadable'
        ? [status.folder, String(status.error)]
        : [status.folder, status.tools, status.environment.isCurrent, [...status.environment.commands]],
    ),
  );
}
