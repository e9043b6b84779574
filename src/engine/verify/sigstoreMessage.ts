import { createPublicKey, createVerify } from 'node:crypto';
import type { SignedEntity } from '@sigstore/verify';
import type { SignedContent } from './signedContent.ts';

/** By their numbers in Sigstore's `HashAlgorithm`; a bundle that names none means the first. */
const HASHES: Readonly<Record<number, string>> = { 0: 'sha256', 1: 'sha256', 2: 'sha384', 3: 'sha512' };

/**
 * The entity of a bundle with a signature over a file, to which the library would want the whole file: the signature is
 * checked here, while the content comes, with the key of the certificate, and the library is told what came of it.
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
    // A key of another kind, or a signature that is none.
    return false;
  }
}

function isKeyOf(certificate: Certificate, key: Parameters<SignedEntity['signature']['verifySignature']>[0]): boolean {
  return publicKeyOf(certificate).equals(key);
}

/** @throws where the certificate has no key that can be read */
export function publicKeyOf({ publicKey }: Certificate): ReturnType<typeof createPublicKey> {
  return createPublicKey({ key: publicKey, format: 'der', type: 'spki' });
}
