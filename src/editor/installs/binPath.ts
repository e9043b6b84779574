import { delimiter } from 'node:path';
import type * as vscode from 'vscode';
import type { Services } from '../services.ts';
import { t } from '../../words/translate.ts';

export interface BinPathOptions extends Pick<Services, 'engine' | 'log'> {
  readonly settings: Pick<Services['settings'], 'current' | 'onDidChange'>;
  readonly installs: Pick<Services['installs'], 'known' | 'onDidChange'>;
  /** What the editor adds to the environment of new terminals and tasks. It remembers that for the workspace. */
  readonly collection: Pick<vscode.EnvironmentVariableCollection, 'get' | 'prepend' | 'delete' | 'description'>;
}

const PATH = 'PATH';

/** Keeps the directory of installed commands on the PATH of new terminals and tasks, while a command is in it and the setting says so. */
export class BinPath implements vscode.Disposable {
  readonly #options: BinPathOptions;
  readonly #subscriptions: readonly vscode.Disposable[];

  constructor(options: BinPathOptions) {
    this.#options = options;
    const { collection, settings, installs, engine } = options;
    collection.description = t('Commands of tools that you installed with Forgejo Artifacts');
    const follow = (): void => this.#sync();
    this.#subscriptions = [
      settings.onDidChange(follow),
      installs.onDidChange(follow),
      // Another directory may be the one now.
      engine.onDidRebuild(follow),
    ];
    follow();
  }

  #sync(): void {
    const { collection, settings, installs, engine, log } = this.#options;
    if (!settings.current.addToPath) return collection.delete(PATH);
    // What the editor remembered stays until the disk was looked at.
    if (!installs.known) return;
    if (!installs.known.some(({ active }) => active)) return collection.delete(PATH);
    const value = `${engine.get().installer.binDirectory}${delimiter}`;
    // To say the same again would mark all terminals as out of date.
    if (collection.get(PATH)?.value === value) return;
    log.info(`PATH of new terminals begins with ${value}`);
    collection.prepend(PATH, value, { applyAtProcessCreation: true, applyAtShellIntegration: true });
  }

  dispose(): void {
    for (const subscription of this.#subscriptions) subscription.dispose();
  }
}
