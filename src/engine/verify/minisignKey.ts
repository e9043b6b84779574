import { decodeBase64 } from './base64.ts';
import { ED25519_KEY_BYTES } from './ed25519.ts';

const ALGORITHM_BYTES = 2;
export const KEY_ID_BYTES = 8;

/** A minisign or signify public key; they share a format. */
export interface MinisignKey {
  /** As minisign prints it: 16 hex digits, upper case. The key's owner chooses it: it finds a key but proves nothing. */
  readonly keyId: string;
  /** The raw Ed25519 key. */
  readonly key: Uint8Array;
}

/** Reads the key in a `.pub` file, or its base64 line alone; `undefined` for anything else. */
export function parseMinisignKey(text: string): MinisignKey | undefined {
  const lines = text.trim().split(/\r?\n/);
  if (lines.length > 2 || (lines.length === 2 && !lines[0]?.startsWith('untrusted comment: '))) return undefined;
  const bytes = decodeBase64(lines.at(-1) ?? '');
  if (bytes?.length !== ALGORITHM_BYTES + KEY_ID_BYTES + ED25519_KEY_BYTES) return undefined;
  if (bytes.toString('latin1', 0, ALGORITHM_BYTES) !== 'Ed') return undefined;
  const keyAt = ALGORITHM_BYTES + KEY_ID_BYTES;
  return { keyId: keyIdText(bytes.subarray(ALGORITHM_BYTES, keyAt)), key: bytes.subarray(keyAt) };
}

/** The eight bytes form a little-endian number. */
export function keyIdText(id: Uint8Array): string {
  return Buffer.from(id).reverse().toString('hex').toUpperCase();
}
