import { createPublicKey, createVerify } from 'node:crypto';
import type { SignedEntity } from '@sigstore/verify';
import type { SignedContent } from './signedContent.ts';

/** The numbers in Sigstore's `HashAlgorithm`; a bundle without one means the first. */
const HASHES: Readonly<Record<number, string>> = { 0: 'sha256', 1: 'sha256', 2: 'sha384', 3: 'sha512' };

/**
 * The entity of a bundle with a signature over a file. The library would need the whole file, so the signature is checked
 * here with the certificate's key while the content is read, and the library gets the result.
 */
export async function readSigned(
  entity: SignedEntity,
  algorithm: number,
  content: SignedContent,
): Promise<SignedEntity> {
  const { signature: stated } = entity;
  const isGood = await isSignedBy(entity, HASHES[algorithm], content);
  return {
    ...entity,
    signature: {
      signature: stated.signature,
      compareSignature: (signature) => stated.compareSignature(signature),
      compareDigest: (digest) => stated.compareDigest(digest),
      compareSignedDigest: (digest) => stated.compareSignedDigest(digest),
      verifySignature: (key) => isGood && entity.key.$case === 'certificate' && isKeyOf(entity.key.certificate, key),
    },
  };
}

type Certificate = Extract<SignedEntity['key'], { $case: 'certificate' }>['certificate'];

async function isSignedBy(
  { key, signature }: SignedEntity,
  hash: string | undefined,
  content: SignedContent,
): Promise<boolean> {
  if (key.$case !== 'certificate' || hash === undefined) return false;
  const verify = createVerify(hash);
  for await (const chunk of content.chunks()) verify.update(chunk);
  try {
    return verify.verify(publicKeyOf(key.certificate), signature.signature);
  } catch {
    // A key of another kind, or a malformed signature.
    return false;
  }
}

function isKeyOf(certificate: Certificate, key: Parameters<SignedEntity['signature']['verifySignature']>[0]): boolean {
  return publicKeyOf(certificate).equals(key);
}

/** @throws if the certificate's key cannot be read */
export function publicKeyOf({ publicKey }: Certificate): ReturnType<typeof createPublicKey> {
  return createPublicKey({ key: publicKey, format: 'der', type: 'spki' });
}
