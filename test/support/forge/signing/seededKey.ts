import { createHash, createPrivateKey, createPublicKey } from 'node:crypto';
import type { KeyObject } from 'node:crypto';

/** An Ed25519 key that is derived from a label, so it is the same in every run and no secret. */
export interface SeededKey {
  readonly privateKey: KeyObject;
  readonly publicBytes: Buffer;
  /** Eight bytes by which minisign and signify find a key. */
  readonly id: Buffer;
}

const PKCS8_ED25519 = Buffer.from('302e020100300506032b657004220420', 'hex');
const PUBLIC_BYTES = 32;
const ID_BYTES = 8;

export function seededKey(label: string): SeededKey {
  const seed = sha256(Buffer.from(label));
  const privateKey = createPrivateKey({ key: Buffer.concat([PKCS8_ED25519, seed]), format: 'der', type: 'pkcs8' });
  const spki = createPublicKey(privateKey).export({ format: 'der', type: 'spki' });
  return { privateKey, publicBytes: spki.subarray(-PUBLIC_BYTES), id: sha256(seed).subarray(0, ID_BYTES) };
}

const sha256 = (bytes: Buffer): Buffer => createHash('sha256').update(bytes).digest();
