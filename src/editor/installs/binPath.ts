import { delimiter } from 'node:path';
import type * as vscode from 'vscode';
import type { Services } from '../services.ts';
import { t } from '../../words/translate.ts';

export interface BinPathOptions extends Pick<Services, 'engine' | 'log'> {
  readonly settings: Pick<Services['settings'], 'current' | 'onDidChange'>;
  readonly installs: Pick<Services['installs'], 'known' | 'onDidChange'>;
  /** The part of VS Code's environment variable collection that is used. It is remembered for each workspace. */
  readonly collection: Pick<vscode.EnvironmentVariableCollection, 'get' | 'prepend' | 'delete' | 'description'>;
}

const PATH = 'PATH';

/**
 * Keeps the directory of installed commands on the PATH of new terminals and tasks, as long as it holds a command and the
 * setting allows it.
 */
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
      // The directory may be another one now.
      engine.onDidRebuild(follow),
    ];
    follow();
  }

  #sync(): void {
    const { collection, settings, installs, engine, log } = this.#options;
    if (!settings.current.addToPath) return collection.delete(PATH);
    // Until the disk has been read, what the editor remembered stays.
    if (!installs.known) return;
    if (!installs.known.some(({ active }) => active)) return collection.delete(PATH);
    const value = `${engine.get().installer.binDirectory}${delimiter}`;
    // Setting the same value again would mark all terminals as out of date.
    if (collection.get(PATH)?.value === value) return;
    log.info(`PATH of new terminals begins with ${value}`);
    collection.prepend(PATH, value, { applyAtProcessCreation: true, applyAtShellIntegration: true });
  }

  dispose(): void {
    for (const subscription of this.#subscriptions) subscription.dispose();
  }
}
