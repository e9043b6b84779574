import type { PgpSignature } from './openpgpSignature.ts';
import { createSignedHash } from './signedContent.ts';
import type { SignedContent, StreamingHash } from './signedContent.ts';

interface PgpHash {
  readonly name: Parameters<typeof createSignedHash>[0];
  /** The salt of a version 6 signature. */
  readonly saltBytes: number;
}

/** The strong hashes by number (RFC 9580 §9.5). */
const HASHES: Readonly<Record<number, PgpHash>> = {
  8: { name: 'sha256', saltBytes: 16 },
  9: { name: 'sha384', saltBytes: 24 },
  10: { name: 'sha512', saltBytes: 32 },
  12: { name: 'sha3-256', saltBytes: 16 },
  14: { name: 'sha3-512', saltBytes: 32 },
};

/** Whether the signature's digest can be computed here. */
export function isHashed({ hash, salt }: PgpSignature): boolean {
  const known = HASHES[hash];
  return known !== undefined && (salt.length === 0 || salt.length === known.saltBytes);
}

/**
 * The digest that each signature covers (RFC 9580 §5.2.4): the content followed by the signature's own signed part. The
 * content may have any size; it is read once, in parts, and hashed once for all signatures that share a hash.
 */
export async function documentDigests(
  signatures: readonly PgpSignature[],
  content: Pick<SignedContent, 'chunks'>,
): Promise<ReadonlyMap<PgpSignature, Uint8Array>> {
  const hashes = new Map<string, StreamingHash>();
  for (const signature of signatures) {
    const { name } = HASHES[signature.hash] ?? {};
    if (name && !hashes.has(startOf(signature))) {
      hashes.set(startOf(signature), createSignedHash(name).update(signature.salt));
    }
  }
  for await (const chunk of content.chunks()) for (const hash of hashes.values()) hash.update(chunk);
  return new Map(
    signatures.flatMap((signature) => {
      const hash = hashes.get(startOf(signature));
      return hash ? [[signature, hash.copy().update(signature.trailer).digest()] as const] : [];
    }),
  );
}

/** Signatures with the same prefix share the hash of the content. */
function startOf({ hash, salt }: PgpSignature): string {
  return `${hash} ${Buffer.from(salt).toString('hex')}`;
}
