import type { Findings, SignatureFinding } from '../findings.ts';
import type { TrustedKeys } from './signatureSchemes.ts';
import { identityText } from './sigstoreIdentity.ts';

/**
 * A signer as text: the scheme and the key, `minisign:F5420C2B3C8F6886`. The key alone is not enough, because keys of two
 * schemes may share a name. Older entries of the history have only the key.
 */
export type SignerId = string;

const WITH_SCHEME = /^(?:minisign|signify|ssh|sigstore|cosign|openpgp):/;
/** A workflow signs each release in the name of its tag, but is the same signer every time. */
const TAG_OF_WORKFLOW = /@refs\/tags\/[^]+$/;

function signerId(scheme: string, keyId: string): SignerId {
  if (scheme !== 'sigstore') return `${scheme}:${keyId}`;
  const [identity = '', ...issuer] = keyId.split(' ');
  return `${scheme}:${[identity.replace(TAG_OF_WORKFLOW, '@refs/tags/*'), ...issuer].join(' ')}`;
}

interface Signers {
  /** Good signatures by keys that the user trusts. */
  readonly trusted: readonly SignerId[];
  /** Good signatures by keys that the signatures themselves contain. */
  readonly embedded: readonly SignerId[];
  /** Named by signatures that cannot be checked without the key. */
  readonly claimed: readonly SignerId[];
}

/** The signers of an asset, or of a list with it; each once, sorted. Bad signatures identify no signer. */
export function signersIn({ signatures, checksums }: Findings): Signers {
  const all = [...signatures, ...checksums.flatMap((one) => one.signatures)];
  const idsOf = (which: (one: SignatureFinding) => boolean): readonly SignerId[] => {
    const ids = all.flatMap((one) =>
      which(one) && one.scheme && one.keyId !== undefined ? [signerId(one.scheme, one.keyId)] : [],
    );
    return [...new Set(ids)].sort();
  };
  return {
    trusted: idsOf(({ problem }) => problem === undefined),
    embedded: idsOf(({ problem, signer }) => problem === 'unknown-key' && signer === 'carried'),
    claimed: idsOf(({ problem, signer }) => problem === 'unknown-key' && signer === undefined),
  };
}

/** All signers that the user trusts. */
export function trustedSigners({
  minisign,
  signify,
  ssh,
  openpgp,
  sigstore,
  cosign,
}: TrustedKeys): readonly SignerId[] {
  return [
    ...minisign.map(({ keyId }) => signerId('minisign', keyId)),
    ...signify.map(({ keyId }) => signerId('signify', keyId)),
    ...ssh.map(({ fingerprint }) => signerId('ssh', fingerprint)),
    ...cosign.map(({ fingerprint }) => signerId('cosign', fingerprint)),
    ...openpgp.map(({ fingerprint }) => signerId('openpgp', fingerprint)),
    ...sigstore.map(({ identity, issuer }) => signerId('sigstore', identityText(identity, issuer))),
  ];
}

/** Whether one of them is the recorded signer. Without a scheme, it may be the key of any. */
export function isAmong(noted: SignerId, signers: readonly SignerId[]): boolean {
  if (WITH_SCHEME.test(noted)) return signers.includes(noted);
  return signers.some((one) => one.replace(WITH_SCHEME, '') === noted);
}

/** Whether checking that signer's signatures needs the key, because they do not contain it. */
export function needsItsKey(signer: SignerId): boolean {
  return /^(?:minisign|signify|cosign|openpgp):/.test(signer);
}
