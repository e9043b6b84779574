import { createHash } from 'node:crypto';
import { blake2b } from '@noble/hashes/blake2.js';
import { sha3_256, sha3_512 } from '@noble/hashes/sha3.js';

/** What a signature covers: the content itself, or one of these digests. */
export type SignedHash = 'sha256' | 'sha384' | 'sha512' | 'blake2b512';

/** Content of any size with a signature. A verifier reads no more than its signature needs. */
export interface SignedContent {
  readonly sizeBytes: number;
  /** The raw digest. */
  hash(algorithm: SignedHash): Promise<Uint8Array>;
  /** The whole content, in parts of any size. */
  chunks(): AsyncIterable<Uint8Array>;
  /** The whole content in memory: only up to `WHOLE_LIMIT_BYTES`. */
  read(): Promise<Uint8Array>;
}

/** Signatures over the content itself (legacy minisign, signify) need it whole; larger content is not checked. */
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
  /** A copy of the current state, to continue differently. */
  copy(): StreamingHash;
  digest(): Uint8Array;
}

const BY_LIBRARY = {
  blake2b512: () => blake2b.create({ dkLen: 64 }),
  'sha3-256': () => sha3_256.create(),
  'sha3-512': () => sha3_512.create(),
} as const;

/** Uses the built-in crypto; an editor on BoringSSL lacks some hashes, which a slower library then computes. */
export function createSignedHash(
  algorithm: SignedHash | keyof typeof BY_LIBRARY,
  create: (name: string) => StreamingHash = createHash,
): StreamingHash {
  try {
    return create(algorithm);
  } catch (error) {
    if (!(algorithm in BY_LIBRARY)) throw error;
    return libraryHash(BY_LIBRARY[algorithm as keyof typeof BY_LIBRARY]());
  }
}

interface LibraryHash {
  update(bytes: Uint8Array): unknown;
  clone(): LibraryHash;
  digest(): Uint8Array;
}

function libraryHash(inner: LibraryHash): StreamingHash {
  const hash: StreamingHash = {
    update: (bytes) => {
      inner.update(bytes);
      return hash;
    },
    copy: () => libraryHash(inner.clone()),
    digest: () => inner.digest(),
  };
  return hash;
}
