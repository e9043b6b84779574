import * as vscode from 'vscode';
import { GitCredentials } from './gitCredential.ts';
import type { SettingsStore } from '../settings/settings.ts';

/** Secrets are keyed by the whole base and not by the host, because other programs may share a host with Forgejo. */
const secretKey = (instance: string): string => `token:${instance}`;

/**
 * Tokens by instance, read from their source at every use; only answers of git are kept, for a minute. Only a configured
 * instance gets its token, so removing the entry is enough to stop it.
 */
export class Tokens implements vscode.Disposable {
  readonly #secrets: vscode.SecretStorage;
  readonly #settings: SettingsStore;
  readonly #git = new GitCredentials();
  readonly #changed = new vscode.EventEmitter<string>();
  readonly #subscription: vscode.Disposable;
  /** Fires the base of an instance whose secret changed, in this window or another. */
  readonly onDidChange = this.#changed.event;

  constructor(secrets: vscode.SecretStorage, settings: SettingsStore) {
    this.#secrets = secrets;
    this.#settings = settings;
    this.#subscription = secrets.onDidChange(({ key }) => {
      if (key.startsWith('token:')) this.#changed.fire(key.slice('token:'.length));
    });
  }

  async get(instance: string): Promise<string | undefined> {
    const source = this.#settings.current.instances.find(({ url }) => url === instance)?.token;
    switch (source?.kind) {
      case undefined:
        return undefined;
      case 'env':
        return process.env[source.name]?.trim() || undefined;
      case 'gitCredential':
        return this.#git.get(instance);
      case 'secret':
        return this.stored(instance);
    }
  }

  /** The token in the secret storage, even if the instance takes its token from elsewhere. */
  async stored(instance: string): Promise<string | undefined> {
    return (await this.#secrets.get(secretKey(instance))) || undefined;
  }

  /** Forgets what git's credential helpers gave, so that the next `get` runs git again. */
  forgetGitAnswer(instance: string): void {
    this.#git.forget(instance);
  }

  async store(instance: string, token: string): Promise<void> {
    await this.#secrets.store(secretKey(instance), token);
  }

  async delete(instance: string): Promise<void> {
    await this.#secrets.delete(secretKey(instance));
  }

  dispose(): void {
    this.#subscription.dispose();
    this.#changed.dispose();
  }
}
