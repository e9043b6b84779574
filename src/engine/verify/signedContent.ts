import { createHash } from 'node:crypto';
import type { Hash } from 'node:crypto';

/** What signatures are made over: the content itself, or one of these. */
export type SignedHash = 'sha256' | 'sha512' | 'blake2b512';

/** Content of any size that a signature may be over. A verifier asks for no more than its signature needs. */
export interface SignedContent {
  readonly sizeBytes: number;
  /** The raw digest; `undefined` where the crypto at hand does not have the algorithm. */
  hash(algorithm: SignedHash): Promise<Uint8Array | undefined>;
  /** All of it in memory: asked for only up to `WHOLE_LIMIT_BYTES`. */
  read(): Promise<Uint8Array>;
}

/** Signatures over the content itself (legacy minisign, signify) need it whole; beyond this they are not looked at. */
export const WHOLE_LIMIT_BYTES = 64 * 1024 * 1024;

export function contentOf(bytes: Uint8Array): SignedContent {
  return {
    sizeBytes: bytes.length,
    hash: (algorithm) => Promise.resolve(createSignedHash(algorithm)?.update(bytes).digest()),
    read: () => Promise.resolve(bytes),
  };
}

/** `undefined` where the crypto at hand lacks the algorithm: the one of an editor on BoringSSL has no BLAKE2b. */
export function createSignedHash(algorithm: SignedHash): Hash | undefined {
  try {
    return createHash(algorithm);
  } catch {
    return undefined;
  }
}
