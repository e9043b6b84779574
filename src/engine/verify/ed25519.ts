import { createPublicKey, verify } from 'node:crypto';

export const ED25519_KEY_BYTES = 32;
export const ED25519_SIGNATURE_BYTES = 64;

/** The DER of a public key up to the key itself (RFC 8410 §4). */
const SPKI_PREFIX = Buffer.from('302a300506032b6570032100', 'hex');

/** Whether the raw signature over the data is by the raw key. */
export function verifyEd25519(key: Uint8Array, signature: Uint8Array, data: Uint8Array): boolean {
  if (key.length !== ED25519_KEY_BYTES || signature.length !== ED25519_SIGNATURE_BYTES) return false;
  const spki = Buffer.concat([SPKI_PREFIX, key]);
  return verify(null, data, createPublicKey({ key: spki, format: 'der', type: 'spki' }), signature);
}
