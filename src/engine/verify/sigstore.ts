import type { SignedEntity } from '@sigstore/verify';
import { fromCosignBundle } from './cosignBundle.ts';
import { parseJson } from '../parseJson.ts';
import { SIDECAR_LIMIT_BYTES } from './sidecarText.ts';
import { refusedSignature } from './signature.ts';
import type { SignatureResult } from './signature.ts';
import type { SignedContent } from './signedContent.ts';
import { identityText, matchesIdentity } from './sigstoreIdentity.ts';
import type { SigstoreIdentity } from './sigstoreIdentity.ts';
import { publicKeyOf, readSigned } from './sigstoreMessage.ts';
import type * as sigstoreLibrary from './sigstoreLibrary.ts';
import { vouchesFor } from './statement.ts';

type Library = typeof sigstoreLibrary;
type Bundle = ReturnType<Library['bundleFromJSON']>;

/**
 * Checks a Sigstore bundle (v0.1 to v0.3, and that of cosign 2): a signature over the content, or over an in-toto statement
 * with the content's digest. Works offline: certificate, transparency log and time are checked against the built-in trusted
 * root, and the signer is looked up among the trusted identities. An unknown signer is checked against the public root.
 * Loads the library.
 */
export async function verifySigstore(
  bundleFile: Uint8Array,
  identities: readonly SigstoreIdentity[],
  content: SignedContent,
): Promise<SignatureResult> {
  if (bundleFile.length > SIDECAR_LIMIT_BYTES) return refusedSignature('too-large');
  const json = parseJson(Buffer.from(bundleFile).toString('utf8'));
  return verifyBundle(fromCosignBundle(json) ?? json, identities, async (bundle, entity) => ({
    whole: await withContent(bundle, entity, content),
    isOver: await isOver(bundle, content),
  }));
}

/** Checks a bundle whose statement was already found to be about the file. */
export function verifyAttestation(json: unknown, identities: readonly SigstoreIdentity[]): Promise<SignatureResult> {
  return verifyBundle(json, identities, (_, whole) => Promise.resolve({ whole, isOver: true }));
}

/** @param complete returns the entity with the signed data, and whether that is about the file */
async function verifyBundle(
  json: unknown,
  identities: readonly SigstoreIdentity[],
  complete: (bundle: Bundle, entity: SignedEntity) => Promise<{ whole: SignedEntity; isOver: boolean }>,
): Promise<SignatureResult> {
  const library = await import('./sigstoreLibrary.ts');
  const read = readBundle(library, json);
  if (!read) return refusedSignature('malformed');
  const { bundle, entity } = read;
  if (entity.key.$case !== 'certificate') return refusedSignature('unsupported');
  const claimed = signerOf(entity.key.certificate);
  if (!claimed) return refusedSignature('unsupported');
  const keyId = identityText(claimed.subject, claimed.issuer);
  const { whole, isOver } = await complete(bundle, entity);
  const holds = isByItsCertificate(whole) && isOver;
  const trusted = identities.filter((one) => matchesIdentity(one, claimed.subject, claimed.issuer));
  if (trusted.length > 0) {
    const signer = holds ? trusted.find((one) => isSignedBy(library, whole, one)) : undefined;
    return signer
      ? { ok: true, keyId: identityText(signer.identity, signer.issuer) }
      : refusedSignature('bad-signature', keyId, 'trusted');
  }
  if (!holds) return refusedSignature('bad-signature', keyId);
  // A certificate of a root other than the public one may name any identity.
  const stranger = { identity: claimed.subject, issuer: claimed.issuer };
  return refusedSignature('unknown-key', keyId, isSignedBy(library, whole, stranger) ? 'carried' : undefined);
}

/** A signature over a file is checked with the file; one over a statement contains all its data. */
async function withContent(bundle: Bundle, entity: SignedEntity, content: SignedContent): Promise<SignedEntity> {
  if (bundle.content.$case === 'dsseEnvelope') return entity;
  return readSigned(entity, bundle.content.messageSignature.messageDigest.algorithm, content);
}

/** Whether the signed statement is about the content. */
async function isOver({ content: signed }: Bundle, content: SignedContent): Promise<boolean> {
  return signed.$case !== 'dsseEnvelope' || vouchesFor(signed.dsseEnvelope, content);
}

function isByItsCertificate({ key, signature }: SignedEntity): boolean {
  if (key.$case !== 'certificate') return false;
  try {
    return signature.verifySignature(publicKeyOf(key.certificate));
  } catch {
    // An unreadable key signed nothing.
    return false;
  }
}

function readBundle(library: Library, json: unknown): { bundle: Bundle; entity: SignedEntity } | undefined {
  try {
    const bundle = library.bundleFromJSON(json);
    if (certificateBytes(bundle) > MAX_CERTIFICATE_BYTES) return undefined;
    return { bundle, entity: library.toSignedEntity(bundle) };
  } catch {
    return undefined;
  }
}

/** About twenty times the size that Fulcio issues. Every element of a certificate becomes an object, which takes time. */
const MAX_CERTIFICATE_BYTES = 64 * 1024;

function certificateBytes({ verificationMaterial: { content } }: Bundle): number {
  if (content.$case === 'certificate') return content.certificate.rawBytes.length;
  const chain = content.$case === 'x509CertificateChain' ? content.x509CertificateChain.certificates : [];
  return chain.reduce((sum, { rawBytes }) => sum + rawBytes.length, 0);
}

type Certificate = Extract<SignedEntity['key'], { $case: 'certificate' }>['certificate'];

/** Fulcio's extensions for the issuer: as a DER string, and in old certificates the bare text. */
const ISSUER = '1.3.6.1.4.1.57264.1.8';
const ISSUER_V1 = '1.3.6.1.4.1.57264.1.1';

function signerOf(certificate: Certificate): { readonly subject: string; readonly issuer: string } | undefined {
  try {
    const value = certificate.extension(ISSUER)?.valueObj.subs[0]?.value ?? certificate.extension(ISSUER_V1)?.value;
    const subject = certificate.subjectAltName;
    return subject === undefined || value === undefined ? undefined : { subject, issuer: value.toString('utf8') };
  } catch {
    return undefined;
  }
}

/** The library throws for anything that does not fit, and returns the verified signer, which is then compared. */
function isSignedBy(library: Library, entity: SignedEntity, trusted: SigstoreIdentity): boolean {
  const { TrustedRoot, Verifier, toTrustMaterial } = library;
  try {
    const root: unknown = trusted.trustedRoot === undefined ? library.PUBLIC_ROOT : JSON.parse(trusted.trustedRoot);
    const { identity } = new Verifier(toTrustMaterial(TrustedRoot.fromJSON(root))).verify(entity);
    const { subjectAlternativeName: subject, extensions } = identity ?? {};
    return (
      subject !== undefined && extensions?.issuer !== undefined && matchesIdentity(trusted, subject, extensions.issuer)
    );
  } catch {
    return false;
  }
}
