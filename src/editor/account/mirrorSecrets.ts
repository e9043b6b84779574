import type * as vscode from 'vscode';
import { authorizationOf } from '../../engine/index.ts';
import type { MirrorAddress } from '../../engine/index.ts';

/** A name that no instance's token has. Mirrors on one host have different credentials, as instances do. */
const secretKey = ({ home }: MirrorAddress): string => `mirror:${home}`;

/** The credentials of mirrors, in the secret storage and nowhere else. */
export class MirrorSecrets {
  readonly #secrets: Pick<vscode.SecretStorage, 'get' | 'store' | 'delete'>;

  constructor(secrets: Pick<vscode.SecretStorage, 'get' | 'store' | 'delete'>) {
    this.#secrets = secrets;
  }

  /** The value of the `Authorization` header. */
  async authorization(mirror: MirrorAddress): Promise<string | undefined> {
    return authorizationOf(await this.#secrets.get(secretKey(mirror)));
  }

  /** Stores a token or `user:password`; an empty text removes the stored one. */
  async set(mirror: MirrorAddress, secret: string): Promise<void> {
    const key = secretKey(mirror);
    await (secret === '' ? this.#secrets.delete(key) : this.#secrets.store(key, secret));
  }
}
