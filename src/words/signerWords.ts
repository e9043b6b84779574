import type { SignatureFinding } from '../engine/index.ts';
import { enumerate, plain } from './format.ts';

type Scheme = NonNullable<SignatureFinding['scheme']>;

const TOOLS: Readonly<Record<Scheme, string>> = {
  minisign: 'minisign',
  signify: 'signify',
  ssh: 'SSH',
  sigstore: 'Sigstore',
  openpgp: 'OpenPGP',
};

/** The tool whose signature it is. */
export function toolName({ scheme }: Pick<SignatureFinding, 'scheme'>): string {
  return scheme === undefined ? 'unknown' : TOOLS[scheme];
}

/** `minisign key F5420C2B3C8F6886`, from `minisign:F5420C2B3C8F6886`. Records of older versions have the key alone. */
export function signerName(signer: string): string {
  const [, scheme, keyId] = /^(minisign|signify|ssh|sigstore|openpgp):(.*)$/s.exec(signer) ?? [];
  if (scheme === undefined || keyId === undefined) return `key ${plain(signer)}`;
  const what = scheme === 'sigstore' ? 'identity' : 'key';
  return `${TOOLS[scheme as Scheme]} ${what} ${plain(keyId)}`;
}

export function signerNames(signers: readonly string[]): string {
  return enumerate(signers.map(signerName), 'and');
}
