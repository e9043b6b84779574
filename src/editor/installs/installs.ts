import type * as vscode from 'vscode';
import type { Engine, Installed } from '../../engine/index.ts';
import { installedHere } from './installedHere.ts';
import type { InstalledHere } from './installedHere.ts';

interface InstallsOptions {
  readonly engine: { get(): Pick<Engine, 'installer'> };
  /** A new `vscode.EventEmitter`, which goes with this object. */
  readonly changed: Pick<vscode.EventEmitter<void>, 'event' | 'fire' | 'dispose'>;
}

/**
 * What is installed, as the view and the PATH go by it: a copy in memory, which may be behind what other windows did
 * until it is read again. Whoever acts on an install asks the engine.
 */
export class Installs implements vscode.Disposable {
  readonly #options: InstallsOptions;
  #all: readonly Installed[] | undefined;
  #here: InstalledHere = installedHere(undefined);
  /** After every look at the disk that found something other than before, and after the first one. */
  readonly onDidChange: vscode.Event<void>;

  constructor(options: InstallsOptions) {
    this.#options = options;
    this.onDidChange = options.changed.event;
  }

  /** By tool, what was installed last first; `undefined` before the disk was looked at. */
  get known(): readonly Installed[] | undefined {
    return this.#all;
  }

  /** The same by place; every row of the tree asks. */
  get here(): InstalledHere {
    return this.#here;
  }

  /** The first look at the disk, and a sweep of what killed processes left there. Never rejects: the view says what is wrong. */
  async start(): Promise<void> {
    const { installer } = this.#options.engine.get();
    await this.refresh().catch(() => undefined);
    await installer.tidy();
  }

  /** Reads the disk again. @throws EngineError `storage` */
  async refresh(): Promise<readonly Installed[]> {
    const { installer } = this.#options.engine.get();
    const before = JSON.stringify(this.#all);
    const all = await installer.list();
    this.#all = all;
    this.#here = installedHere(all);
    if (JSON.stringify(all) !== before) this.#options.changed.fire();
    return all;
  }

  dispose(): void {
    this.#options.changed.dispose();
  }
}
