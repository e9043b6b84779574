import { createHash } from 'node:crypto';
import { blake2b } from '@noble/hashes/blake2.js';

/** What signatures are made over: the content itself, or one of these. */
export type SignedHash = 'sha256' | 'sha384' | 'sha512' | 'blake2b512';

/** Content of any size that a signature may be over. A verifier asks for no more than its signature needs. */
export interface SignedContent {
  readonly sizeBytes: number;
  /** The raw digest. */
  hash(algorithm: SignedHash): Promise<Uint8Array>;
  /** All of it, in parts of any size. */
  chunks(): AsyncIterable<Uint8Array>;
  /** All of it in memory: asked for only up to `WHOLE_LIMIT_BYTES`. */
  read(): Promise<Uint8Array>;
}

/** Signatures over the content itself (legacy minisign, signify) need it whole; beyond this they are not looked at. */
export const WHOLE_LIMIT_BYTES = 64 * 1024 * 1024;

export function contentOf(bytes: Uint8Array): SignedContent {
  return {
    sizeBytes: bytes.length,
    hash: (algorithm) => Promise.resolve(createSignedHash(algorithm).update(bytes).digest()),
    chunks: async function* () {
      yield bytes;
    },
    read: () => Promise.resolve(bytes),
  };
}

/** Takes bytes as they come. */
export interface StreamingHash {
  update(bytes: Uint8Array): StreamingHash;
  digest(): Uint8Array;
}

/** By the crypto at hand; that of an editor on BoringSSL has no BLAKE2b, which is then computed by a library, slower. */
export function createSignedHash(
  algorithm: SignedHash,
  create: (name: string) => StreamingHash = createHash,
): StreamingHash {
  try {
    return create(algorithm);
  } catch (error) {
    if (algorithm !== 'blake2b512') throw error;
    return blake2b.create({ dkLen: 64 });
  }
}
