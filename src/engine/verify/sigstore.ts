import type { SignedEntity } from '@sigstore/verify';
import { SIDECAR_LIMIT_BYTES } from './sidecarText.ts';
import { refused } from './signature.ts';
import type { SignatureResult } from './signature.ts';
import type { SignedContent } from './signedContent.ts';
import { identityText, matchesIdentity } from './sigstoreIdentity.ts';
import type { SigstoreIdentity } from './sigstoreIdentity.ts';
import { readSigned } from './sigstoreMessage.ts';
import type * as sigstoreLibrary from './sigstoreLibrary.ts';
import { vouchesFor } from './statement.ts';

type Library = typeof sigstoreLibrary;
type Bundle = ReturnType<Library['bundleFromJSON']>;

/**
 * Checks a Sigstore bundle (v0.1 to v0.3): a signature over the content, or over an in-toto statement that has the content's
 * digest. Offline: certificate, transparency log and time are held against the trusted root at hand, and the signer
 * against the identities that are trusted. Loads the library.
 */
export async function verifySigstore(
  bundleFile: Uint8Array,
  identities: readonly SigstoreIdentity[],
  content: SignedContent,
): Promise<SignatureResult> {
  if (bundleFile.length > SIDECAR_LIMIT_BYTES) return refused('too-large');
  const library = await import('./sigstoreLibrary.ts');
  const read = readBundle(library, bundleFile);
  if (!read) return refused('malformed');
  const { bundle, entity } = read;
  if (entity.key.$case !== 'certificate') return refused('unsupported');
  const claimed = signerOf(entity.key.certificate);
  if (!claimed) return refused('unsupported');
  const keyId = identityText(claimed.subject, claimed.issuer);
  const trusted = identities.filter((one) => matchesIdentity(one, claimed.subject, claimed.issuer));
  if (trusted.length === 0) return refused('unknown-key', keyId);
  if (bundle.content.$case === 'dsseEnvelope') {
    const signer = trusted.find((one) => isSignedBy(library, entity, one));
    const isVouched = signer !== undefined && (await vouchesFor(bundle.content.dsseEnvelope, content));
    return isVouched ? good(signer) : refused('bad-signature', keyId);
  }
  const { messageDigest } = bundle.content.messageSignature;
  const whole = await readSigned(entity, messageDigest.algorithm, content);
  const signer = trusted.find((one) => isSignedBy(library, whole, one));
  return signer ? good(signer) : refused('bad-signature', keyId);
}

function good({ identity, issuer }: SigstoreIdentity): SignatureResult {
  return { ok: true, keyId: identityText(identity, issuer) };
}

/** Without the content, which a statement is not over, and which is read only for a signer who is trusted. */
function readBundle(library: Library, file: Uint8Array): { bundle: Bundle; entity: SignedEntity } | undefined {
  try {
    const bundle = library.bundleFromJSON(JSON.parse(Buffer.from(file).toString('utf8')));
    return { bundle, entity: library.toSignedEntity(bundle) };
  } catch {
    return undefined;
  }
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

/** The library throws for whatever does not fit, and hands out the signer that it has found good: that one is compared. */
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
