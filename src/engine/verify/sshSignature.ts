import { decodeBase64 } from './base64.ts';
import { SIGNATURE_LIMIT_BYTES, refusedSignature, signatureLines } from './signature.ts';
import type { SignatureResult } from './signature.ts';
import type { SignedContent } from './signedContent.ts';
import { sshFingerprint } from './sshKey.ts';
import type { SshKey } from './sshKey.ts';
import { verifySsh } from './sshVerify.ts';
import { joinStrings, splitStrings } from './sshWire.ts';

const BEGIN = '-----BEGIN SSH SIGNATURE-----';
const END = '-----END SSH SIGNATURE-----';
const MAGIC = Buffer.from('SSHSIG');
const VERSION = Buffer.from([0, 0, 0, 1]);
/** The namespace of `ssh-keygen -Y sign -n file`: a signature made for Git or e-mail does not count for a file. */
const NAMESPACE = 'file';
const HASHES = ['sha256', 'sha512'] as const;

/**
 * Checks a signature of `ssh-keygen -Y sign` (OpenSSH's PROTOCOL.sshsig). It contains its key, so it can always be checked;
 * it counts only if that key is trusted.
 */
export async function verifySshSignature(
  signatureFile: Uint8Array,
  keys: readonly SshKey[],
  content: SignedContent,
): Promise<SignatureResult> {
  if (signatureFile.length > SIGNATURE_LIMIT_BYTES) return refusedSignature('too-large');
  const parts = readBlob(signatureFile);
  if (!parts) return refusedSignature('malformed');
  const { key, namespace, reserved, hash, signature } = parts;
  const keyId = sshFingerprint(key);
  const algorithm = HASHES.find((name) => name === hash.toString('latin1'));
  if (!algorithm) return refusedSignature('unsupported', keyId);
  if (namespace.toString('latin1') !== NAMESPACE) return refusedSignature('wrong-namespace', keyId);
  const isTrusted = keys.some(({ blob }) => key.equals(blob));

  const digest = await content.hash(algorithm);
  const signed = Buffer.concat([MAGIC, joinStrings(namespace, reserved, hash, digest)]);
  const good = verifySsh(key, signature, signed);
  if (good === undefined) return refusedSignature('unsupported', keyId);
  if (!good) return refusedSignature('bad-signature', keyId, isTrusted ? 'trusted' : undefined);
  return isTrusted ? { ok: true, keyId } : refusedSignature('unknown-key', keyId, 'carried');
}

type Parts = Readonly<Record<'key' | 'namespace' | 'reserved' | 'hash' | 'signature', Buffer>>;

function readBlob(file: Uint8Array): Parts | undefined {
  const lines = signatureLines(file);
  if (lines[0] !== BEGIN || lines.at(-1) !== END) return undefined;
  const blob = decodeBase64(lines.slice(1, -1).join(''));
  const head = Buffer.concat([MAGIC, VERSION]);
  if (!blob?.subarray(0, head.length).equals(head)) return undefined;
  const [key, namespace, reserved, hash, signature] = splitStrings(blob.subarray(head.length), 5) ?? [];
  if (!key || !namespace || !reserved || !hash || !signature) return undefined;
  return { key, namespace, reserved, hash, signature };
}
