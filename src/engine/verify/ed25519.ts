import { createPublicKey, verify } from 'node:crypto';
import type { KeyObject } from 'node:crypto';
import { promisify } from 'node:util';

export const ED25519_KEY_BYTES = 32;
export const ED25519_SIGNATURE_BYTES = 64;

/** The DER prefix of a public key (RFC 8410 §4). */
const SPKI_PREFIX = Buffer.from('302a300506032b6570032100', 'hex');

/** Whether the raw key made the raw signature over the data. */
export function verifyEd25519(key: Uint8Array, signature: Uint8Array, data: Uint8Array): boolean {
  const publicKey = fits(key, signature) && publicKeyOf(key);
  return publicKey && verify(null, data, publicKey, signature);
}

const verifyOnAnotherThread = promisify(verify);

/** The same for data of many megabytes, hashed on another thread. */
export async function verifyLongEd25519(key: Uint8Array, signature: Uint8Array, data: Uint8Array): Promise<boolean> {
  const publicKey = fits(key, signature) && publicKeyOf(key);
  return publicKey && verifyOnAnotherThread(null, data, publicKey, signature);
}

function fits(key: Uint8Array, signature: Uint8Array): boolean {
  return key.length === ED25519_KEY_BYTES && signature.length === ED25519_SIGNATURE_BYTES;
}

function publicKeyOf(key: Uint8Array): KeyObject {
  return createPublicKey({ key: Buffer.concat([SPKI_PREFIX, key]), format: 'der', type: 'spki' });
}
