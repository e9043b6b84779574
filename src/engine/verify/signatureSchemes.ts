import type { SignatureScheme } from '../findings.ts';
import { decodeBase64 } from './base64.ts';
import type { CosignKey } from './cosignKey.ts';
import { readCosignSignature, verifyCosign } from './cosignSignature.ts';
import { readEmbedded, verifyEmbeddedOver } from './embedded.ts';
import { verifyMinisign, verifySignify } from './minisign.ts';
import type { SignedFile } from './minisign.ts';
import type { MinisignKey } from './minisignKey.ts';
import { verifyOpenpgp } from './openpgp.ts';
import type { PgpKey } from './openpgpKey.ts';
import { SIGNATURE_LIMIT_BYTES, refusedSignature } from './signature.ts';
import type { SignatureResult } from './signature.ts';
import { verifySigstore } from './sigstore.ts';
import type { SigstoreIdentity } from './sigstoreIdentity.ts';
import type { SshKey } from './sshKey.ts';
import { verifySshSignature } from './sshSignature.ts';

/** The keys that the user trusts for an asset's owner, by the tool they are trusted for. */
export interface TrustedKeys {
  readonly minisign: readonly MinisignKey[];
  readonly signify: readonly MinisignKey[];
  readonly ssh: readonly SshKey[];
  readonly openpgp: readonly PgpKey[];
  readonly sigstore: readonly SigstoreIdentity[];
  readonly cosign: readonly CosignKey[];
}

export const NO_KEYS: TrustedKeys = { minisign: [], signify: [], ssh: [], openpgp: [], sigstore: [], cosign: [] };

type Verifier = (file: Uint8Array, keys: TrustedKeys, signed: SignedFile) => Promise<SignatureResult>;

const VERIFIERS = {
  minisign: (file, keys, signed) => verifyMinisign(file, keys.minisign, signed),
  signify: (file, keys, signed) =>
    readEmbedded(file)
      ? verifyEmbeddedOver(file, keys, signed.content)
      : verifySignify(file, keys.signify, signed.content),
  ssh: (file, keys, signed) => verifySshSignature(file, keys.ssh, signed.content),
  cosign: (file, keys, signed) => verifyCosign(file, keys.cosign, signed.content),
  sigstore: (file, keys, signed) => verifySigstore(file, keys.sigstore, signed.content),
  openpgp: (file, keys, signed) =>
    readEmbedded(file)
      ? verifyEmbeddedOver(file, keys, signed.content)
      : verifyOpenpgp(file, keys.openpgp, signed.content),
} satisfies Readonly<Record<SignatureScheme, Verifier>>;

interface CheckedSignature {
  /** `undefined` if the file is not a known kind of signature. */
  readonly scheme: SignatureScheme | undefined;
  readonly result: SignatureResult;
}

/** Checks a signature file of any scheme, which is detected from its contents, because `.sig` can be many things. */
export async function verifySignature(
  { name, bytes }: { readonly name: string; readonly bytes: Uint8Array },
  keys: TrustedKeys,
  signed: SignedFile,
): Promise<CheckedSignature> {
  const plain = unwrapped(bytes);
  const scheme = schemeOf(name, plain);
  return { scheme, result: scheme ? await VERIFIERS[scheme](plain, keys, signed) : refusedSignature('malformed') };
}

/** The base64 of `untrusted comment: ` and `-----BEGIN `. */
const WRAPPED = /^(?:dW50cnVzdGVkIGNvbW1lbnQ6|LS0tLS1CRUdJTi)/;

/** Tauri encodes its signatures in base64 once more. */
function unwrapped(bytes: Uint8Array): Uint8Array {
  if (bytes.length > 2 * SIGNATURE_LIMIT_BYTES) return bytes;
  const text = Buffer.from(bytes).toString('latin1');
  return (WRAPPED.test(text) ? decodeBase64(text.replaceAll(/[\r\n]+/g, '')) : undefined) ?? bytes;
}

const HEAD_BYTES = 8192;
/**
 * First bytes of a binary OpenPGP signature packet, in the old and the new format (RFC 9580 §4.2), and of a message with its
 * text: compressed, or with a one-pass signature.
 */
const PGP_TAGS = new Set([0x88, 0x89, 0x8a, 0xc2, 0xa3, 0xc8, 0x90, 0xc4]);
const PGP_ARMOUR = /^-----BEGIN PGP (?:SIGNATURE|SIGNED MESSAGE|MESSAGE)-----/;

/** A `.minisig` is always checked as minisign: cut to two lines, it would pass as signify without its comment. */
export function schemeOf(name: string, bytes: Uint8Array): SignatureScheme | undefined {
  const head = Buffer.from(bytes.subarray(0, HEAD_BYTES)).toString('latin1');
  if (/\.minisig$/i.test(name)) return 'minisign';
  if (head.startsWith('untrusted comment: ')) return head.includes('\ntrusted comment: ') ? 'minisign' : 'signify';
  if (head.startsWith('-----BEGIN SSH SIGNATURE-----')) return 'ssh';
  if (PGP_ARMOUR.test(head) || PGP_TAGS.has(bytes[0] ?? 0)) return 'openpgp';
  if (readCosignSignature(bytes)) return 'cosign';
  return /^\s*\{/.test(head) ? 'sigstore' : undefined;
}
