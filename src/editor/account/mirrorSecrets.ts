import type * as vscode from 'vscode';
import { authorizationOf } from '../../engine/index.ts';
import type { MirrorAddress } from '../../engine/index.ts';

/** A name that no instance's token has. */
const secretKey = (origin: string): string => `mirror:${origin}`;

/** The credentials of mirrors, in the secret storage and nowhere else. All mirrors of one origin share one. */
export class MirrorSecrets {
  readonly #secrets: Pick<vscode.SecretStorage, 'get' | 'store' | 'delete'>;

  constructor(secrets: Pick<vscode.SecretStorage, 'get' | 'store' | 'delete'>) {
    this.#secrets = secrets;
  }

  /** The value of the `Authorization` header. */
  async authorization({ base }: MirrorAddress): Promise<string | undefined> {
    return authorizationOf(await this.#secrets.get(secretKey(new URL(base).origin)));
  }

  /** Stores a token or `user:password`; an empty text removes the stored one. */
  async set({ base }: MirrorAddress, secret: string): Promise<void> {
    const key = secretKey(new URL(base).origin);
    await (secret === '' ? this.#secrets.delete(key) : this.#secrets.store(key, secret));
  }
}
