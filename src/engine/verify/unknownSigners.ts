import type { Evidence } from '../evidence.ts';
import type { SignatureFinding } from '../findings.ts';
import { keyIdOf } from './trustedKey.ts';
import type { TrustedKey } from './trustedKey.ts';

/** A signature by an untrusted key, or one that only names such a key. */
export interface UnknownSigner {
  /** The signature file. */
  readonly file: string;
  /** The key that the signature names. */
  readonly keyId: string;
  readonly scheme: SignatureFinding['scheme'];
  /** Whether the signature is good by that key; otherwise it cannot be checked without the key. */
  readonly isShown: boolean;
}

/** The untrusted signers of the file, or of a checksum file with it; each once. */
export function unknownSigners({ findings }: Pick<Evidence, 'findings'>): readonly UnknownSigner[] {
  const all = [...findings.signatures, ...findings.checksums.flatMap(({ signatures }) => signatures)];
  const unknown = all.flatMap(({ file, keyId, scheme, problem, signer }) =>
    problem === 'unknown-key' && keyId !== undefined ? [{ file, keyId, scheme, isShown: signer === 'carried' }] : [],
  );
  return [...new Map(unknown.map((one) => [`${one.scheme} ${one.keyId}`, one])).values()];
}

const SHORTEST_PGP_ID = 16;

/** Whether this key may have made a signature that names its key this way. Only checking it will tell. */
export function isKeyOf(trusted: TrustedKey, { keyId, scheme }: Pick<UnknownSigner, 'keyId' | 'scheme'>): boolean {
  if (scheme !== trusted.scheme) return false;
  switch (trusted.scheme) {
    case 'openpgp':
      // Old signatures name a part of the fingerprint: the end, or in version 6 the beginning.
      return (
        keyId.length >= SHORTEST_PGP_ID &&
        trusted.key.fingerprints.some((one) => one.endsWith(keyId) || one.startsWith(keyId))
      );
    case 'sigstore':
      return matches(keyIdOf(trusted), keyId);
    case 'minisign':
    case 'signify':
    case 'ssh':
    case 'cosign':
      return keyIdOf(trusted) === keyId;
  }
}

/** `*` stands for any tag. */
function matches(wanted: string, name: string): boolean {
  const [before = '', after] = wanted.split('*');
  return after === undefined ? wanted === name : name.startsWith(before) && name.endsWith(after);
}
