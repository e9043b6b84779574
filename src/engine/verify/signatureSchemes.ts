import type { SignatureScheme } from '../findings.ts';
import { verifyMinisign, verifySignify } from './minisign.ts';
import type { SignedFile } from './minisign.ts';
import type { MinisignKey } from './minisignKey.ts';
import { verifyOpenpgp } from './openpgp.ts';
import type { PgpKey } from './openpgpKey.ts';
import { refused } from './signature.ts';
import type { SignatureResult } from './signature.ts';
import { verifySigstore } from './sigstore.ts';
import type { SigstoreIdentity } from './sigstoreIdentity.ts';
import type { SshKey } from './sshKey.ts';
import { verifySshSignature } from './sshSignature.ts';

/** Keys that the user trusts for the place that an asset comes from, by the tool whose signatures they are trusted for. */
export interface TrustedKeys {
  readonly minisign: readonly MinisignKey[];
  readonly signify: readonly MinisignKey[];
  readonly ssh: readonly SshKey[];
  readonly openpgp: readonly PgpKey[];
  readonly sigstore: readonly SigstoreIdentity[];
}

export const NO_KEYS: TrustedKeys = { minisign: [], signify: [], ssh: [], openpgp: [], sigstore: [] };

type Verifier = (file: Uint8Array, keys: TrustedKeys, signed: SignedFile) => Promise<SignatureResult>;

const VERIFIERS = {
  minisign: (file, keys, signed) => verifyMinisign(file, keys.minisign, signed),
  signify: (file, keys, signed) => verifySignify(file, keys.signify, signed.content),
  ssh: (file, keys, signed) => verifySshSignature(file, keys.ssh, signed.content),
  sigstore: (file, keys, signed) => verifySigstore(file, keys.sigstore, signed.content),
  openpgp: (file, keys, signed) => verifyOpenpgp(file, keys.openpgp, signed.content),
} satisfies Readonly<Record<SignatureScheme, Verifier>>;

export interface CheckedSignature {
  /** `undefined`: the file is no signature that is known. */
  readonly scheme: SignatureScheme | undefined;
  readonly result: SignatureResult;
}

/** Checks a signature file of any kind: what it is, is told from its content, because `.sig` may be four things. */
export async function verifySignature(
  { name, bytes }: { readonly name: string; readonly bytes: Uint8Array },
  keys: TrustedKeys,
  signed: SignedFile,
): Promise<CheckedSignature> {
  const scheme = schemeOf(name, bytes);
  return { scheme, result: scheme ? await VERIFIERS[scheme](bytes, keys, signed) : refused('malformed') };
}

const HEAD_BYTES = 8192;
/** A binary OpenPGP packet with a signature in it: the old and the new form of its tag (RFC 9580 §4.2). */
const PGP_TAGS = new Set([0x88, 0x89, 0x8a, 0xc2]);

/** A `.minisig` is one of minisign whatever is in it: cut to two lines it would be one of signify, without its comment. */
export function schemeOf(name: string, bytes: Uint8Array): SignatureScheme | undefined {
  const head = Buffer.from(bytes.subarray(0, HEAD_BYTES)).toString('latin1');
  if (/\.minisig$/i.test(name)) return 'minisign';
  if (head.startsWith('untrusted comment: ')) return head.includes('\ntrusted comment: ') ? 'minisign' : 'signify';
  if (head.startsWith('-----BEGIN SSH SIGNATURE-----')) return 'ssh';
  if (head.startsWith('-----BEGIN PGP SIGNATURE-----') || PGP_TAGS.has(bytes[0] ?? 0)) return 'openpgp';
  return /^\s*\{/.test(head) ? 'sigstore' : undefined;
}
