import { createHash } from 'node:crypto';
import type { CosignKey } from './cosignKey.ts';
import type { MinisignKey } from './minisignKey.ts';
import type { PgpKey } from './openpgpKey.ts';
import type { TrustedKeys } from './signatureSchemes.ts';
import { identityText } from './sigstoreIdentity.ts';
import type { SigstoreIdentity } from './sigstoreIdentity.ts';
import type { SshKey } from './sshKey.ts';

/** A trusted key, with the tool whose signatures it is trusted for. */
export type TrustedKey =
  | { readonly scheme: 'minisign' | 'signify'; readonly key: MinisignKey }
  | { readonly scheme: 'ssh'; readonly key: SshKey }
  | { readonly scheme: 'openpgp'; readonly key: PgpKey }
  | { readonly scheme: 'cosign'; readonly key: CosignKey }
  | { readonly scheme: 'sigstore'; readonly key: SigstoreIdentity };

export function toTrustedKeys(list: readonly TrustedKey[]): TrustedKeys {
  return {
    minisign: list.flatMap((one) => (one.scheme === 'minisign' ? [one.key] : [])),
    signify: list.flatMap((one) => (one.scheme === 'signify' ? [one.key] : [])),
    ssh: list.flatMap((one) => (one.scheme === 'ssh' ? [one.key] : [])),
    openpgp: list.flatMap((one) => (one.scheme === 'openpgp' ? [one.key] : [])),
    cosign: list.flatMap((one) => (one.scheme === 'cosign' ? [one.key] : [])),
    sigstore: list.flatMap((one) => (one.scheme === 'sigstore' ? [one.key] : [])),
  };
}

/** The name of the key in a `SignatureFinding`. For minisign and signify, the key's owner chose it. */
export function keyIdOf(trusted: TrustedKey): string {
  switch (trusted.scheme) {
    case 'minisign':
    case 'signify':
      return trusted.key.keyId;
    case 'ssh':
    case 'openpgp':
    case 'cosign':
      return trusted.key.fingerprint;
    case 'sigstore':
      return identityText(trusted.key.identity, trusted.key.issuer);
  }
}

/** What to compare before trusting the key, as its own tool shows it: a fingerprint, or the whole of a short key. */
export function fingerprintOf(trusted: TrustedKey): string {
  switch (trusted.scheme) {
    case 'minisign':
    case 'signify':
      return minisignLine(trusted.key);
    case 'openpgp':
      return grouped(trusted.key.fingerprint);
    case 'ssh':
    case 'cosign':
      return trusted.key.fingerprint;
    case 'sigstore':
      return trusted.key.trustedRoot === undefined
        ? keyIdOf(trusted)
        : `${keyIdOf(trusted)} (trusted root SHA256:${createHash('sha256').update(trusted.key.trustedRoot).digest('hex')})`;
  }
}

const TOOLS = {
  minisign: 'minisign',
  signify: 'signify',
  ssh: 'SSH',
  openpgp: 'OpenPGP',
  sigstore: 'Sigstore',
  cosign: 'cosign',
} satisfies Readonly<Record<TrustedKey['scheme'], string>>;

/** The tool and the key's name, for a row: `minisign F5420C2B3C8F6886`. */
export function keyLabel(trusted: TrustedKey): string {
  return `${TOOLS[trusted.scheme]} ${keyIdOf(trusted)}`;
}

/** One line that `parseTrustedKey` reads back, for a settings file. */
export function serialiseTrustedKey(trusted: TrustedKey): string {
  switch (trusted.scheme) {
    case 'minisign':
    case 'signify':
      return `${trusted.scheme}:${minisignLine(trusted.key)}`;
    case 'ssh':
      return sshLine(trusted.key);
    case 'cosign':
      return `cosign:${Buffer.from(trusted.key.der).toString('base64')}`;
    case 'openpgp':
      return `openpgp:${Buffer.from(trusted.key.packets).toString('base64')}`;
    case 'sigstore':
      return trusted.key.trustedRoot === undefined
        ? `sigstore:${keyIdOf(trusted)}`
        : JSON.stringify({ ...trusted.key, trustedRoot: JSON.parse(trusted.key.trustedRoot) as unknown });
  }
}

/** The base64 for `minisign -P`. */
function minisignLine({ keyId, key }: MinisignKey): string {
  return Buffer.concat([Buffer.from('Ed'), Buffer.from(keyId, 'hex').reverse(), key]).toString('base64');
}

function sshLine({ blob }: SshKey): string {
  const type = Buffer.from(blob).toString('latin1', 4, 4 + (blob[3] ?? 0));
  return `${type} ${Buffer.from(blob).toString('base64')}`;
}

/** In groups of four with a wider gap in the middle, as `gpg --fingerprint` prints it. */
function grouped(fingerprint: string): string {
  const groups = fingerprint.match(/.{4}/g) ?? [];
  return [groups.slice(0, groups.length / 2), groups.slice(groups.length / 2)].map((half) => half.join(' ')).join('  ');
}
