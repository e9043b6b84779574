import { sign } from 'node:crypto';
import { publicKeyText } from './minisign.ts';
import { seededKey } from './seededKey.ts';

export interface Signer {
  /** The text of its `.pub` file. */
  readonly text: string;
  /** The key id as its tool prints it. */
  readonly keyId: string;
  /** A detached signature over the bytes. */
  sign(body: Buffer): Buffer;
}

/** A key of OpenBSD's signify derived from a label, and its signatures. */
export function signifySigner(label: string): Signer {
  const key = seededKey(label);
  return {
    text: publicKeyText(`${label} public key`, key),
    keyId: Buffer.from(key.id).reverse().toString('hex').toUpperCase(),
    sign(body) {
      const line = Buffer.concat([Buffer.from('Ed'), key.id, sign(null, body, key.privateKey)]).toString('base64');
      return Buffer.from(`untrusted comment: verify with signify.pub\n${line}\n`);
    },
  };
}
