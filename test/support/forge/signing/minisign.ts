import { createHash, sign } from 'node:crypto';
import { seededKey } from './seededKey.ts';
import type { SeededKey } from './seededKey.ts';

export interface MinisignSigner {
  /** The text of its `.pub` file. */
  readonly text: string;
  /** The key id as minisign prints it. */
  readonly keyId: string;
  /** A `.minisig` file, prehashed like those of today's minisign. `name` goes into the trusted comment. */
  sign(name: string, body: Buffer): Buffer;
}

/** A minisign key derived from a label, and its signatures. */
export function minisignSigner(label: string): MinisignSigner {
  const key = seededKey(label);
  const keyId = Buffer.from(key.id).reverse().toString('hex').toUpperCase();
  return {
    text: publicKeyText(`minisign public key of the ${label}`, key),
    keyId,
    sign(name, body) {
      const signature = sign(null, createHash('blake2b512').update(body).digest(), key.privateKey);
      const comment = `timestamp:1767225600\tfile:${name}\thashed`;
      const global = sign(null, Buffer.concat([signature, Buffer.from(comment)]), key.privateKey);
      const line = Buffer.concat([Buffer.from('ED'), key.id, signature]).toString('base64');
      return Buffer.from(
        `untrusted comment: signature from minisign secret key\n${line}\ntrusted comment: ${comment}\n${global.toString('base64')}\n`,
      );
    },
  };
}

/** minisign and signify write their keys in the same format. */
export function publicKeyText(comment: string, { id, publicBytes }: SeededKey): string {
  const line = Buffer.concat([Buffer.from('Ed'), id, publicBytes]).toString('base64');
  return `untrusted comment: ${comment}\n${line}\n`;
}
