import type { SignatureFinding } from '../engine/index.ts';
import { enumerate, plain } from './format.ts';
import { t } from './translate.ts';

type Scheme = NonNullable<SignatureFinding['scheme']>;

const TOOLS: Readonly<Record<Scheme, string>> = {
  minisign: 'minisign',
  signify: 'signify',
  ssh: 'SSH',
  sigstore: 'Sigstore',
  cosign: 'cosign',
  openpgp: 'OpenPGP',
};

/** The tool that made the signature. */
export function toolName({ scheme }: Pick<SignatureFinding, 'scheme'>): string {
  return scheme === undefined ? t('unknown') : TOOLS[scheme];
}

/** `minisign key F5420C2B3C8F6886`, from `minisign:F5420C2B3C8F6886`. Records of older versions have the key alone. */
export function signerName(signer: string): string {
  const [, scheme, keyId] = /^(minisign|signify|ssh|sigstore|cosign|openpgp):(.*)$/s.exec(signer) ?? [];
  if (scheme === undefined || keyId === undefined) return t('key {0}', plain(signer));
  return scheme === 'sigstore'
    ? t('{0} identity {1}', TOOLS[scheme], plain(keyId))
    : t('{0} key {1}', TOOLS[scheme as Scheme], plain(keyId));
}

export function signerNames(signers: readonly string[]): string {
  return enumerate(signers.map(signerName), 'and');
}
