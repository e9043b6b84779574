import type * as vscode from 'vscode';
import type { Engine, Installed, UnreadableInstall } from '../../engine/index.ts';
import { installedHere } from './installedHere.ts';
import type { InstalledHere } from './installedHere.ts';

interface InstallsOptions {
  readonly engine: { get(): Pick<Engine, 'installer' | 'environments'> };
  /** A new `vscode.EventEmitter`, disposed with this object. */
  readonly changed: Pick<vscode.EventEmitter<void>, 'event' | 'fire' | 'dispose'>;
}

/**
 * What is installed, for the view and the PATH: a copy in memory, which may miss changes of other windows until it is read
 * again. Whoever acts on an install asks the engine.
 */
export class Installs implements vscode.Disposable {
  readonly #options: InstallsOptions;
  #all: readonly Installed[] | undefined;
  #unreadable: readonly UnreadableInstall[] = [];
  #here: InstalledHere = installedHere(undefined);
  /** Fires after the first read of the disk and after every read that found a change. */
  readonly onDidChange: vscode.Event<void>;

  constructor(options: InstallsOptions) {
    this.#options = options;
    this.onDidChange = options.changed.event;
  }

  /** The installed versions by tool, the latest install first; `undefined` before the disk has been read. */
  get known(): readonly Installed[] | undefined {
    return this.#all;
  }

  /** The installs that cannot be read, as of the last read of the disk. */
  get unreadable(): readonly UnreadableInstall[] {
    return this.#unreadable;
  }

  /** The readable ones by source; every row of the tree reads this. */
  get here(): InstalledHere {
    return this.#here;
  }

  /**
   * Reads the disk for the first time and removes what killed processes left there. Never rejects: the view says what is
   * wrong.
   */
  async start(): Promise<void> {
    const { installer, environments } = this.#options.engine.get();
    await this.refresh().catch(() => undefined);
    await installer.tidy();
    await environments.sweep();
  }

  /** Reads the disk again. @throws EngineError `storage` */
  async refresh(): Promise<readonly Installed[]> {
    const { installer } = this.#options.engine.get();
    const before = JSON.stringify([this.#all, this.#unreadable]);
    const [all, unreadable] = await Promise.all([installer.list(), installer.unreadable()]);
    this.#all = all;
    this.#unreadable = unreadable;
    this.#here = installedHere(all);
    if (JSON.stringify([all, unreadable]) !== before) this.#options.changed.fire();
    return all;
  }

  dispose(): void {
    this.#options.changed.dispose();
  }
}
