import { readClearsigned } from './clearsigned.ts';
import { dearmor } from './openpgpArmor.ts';
import type { PgpKey } from './openpgpKey.ts';
import { OVER_BINARY, OVER_TEXT, claimedSigner, readPgpSignatures } from './openpgpSignature.ts';
import type { PgpSignature } from './openpgpSignature.ts';
import { SIGNATURE_LIMIT_BYTES, refused } from './signature.ts';
import type { SignatureResult } from './signature.ts';
import type { SignatureProblem } from '../findings.ts';
import { WHOLE_LIMIT_BYTES } from './signedContent.ts';
import type { SignedContent } from './signedContent.ts';
import { readSidecarText, splitLines } from './sidecarText.ts';

/** SHA-256, -384, -512 and SHA3 by their numbers (RFC 9580 §9.5). */
const STRONG_HASHES = new Set([8, 9, 10, 12, 14]);
const WEAK_HASHES = new Set([1, 2, 3, 11]);

/** Checks a detached signature of OpenPGP (`gpg --detach-sign`, armoured or not) over the content, byte for byte. */
export async function verifyOpenpgp(
  signatureFile: Uint8Array,
  keys: readonly PgpKey[],
  content: SignedContent,
): Promise<SignatureResult> {
  if (signatureFile.length > SIGNATURE_LIMIT_BYTES) return refused('too-large');
  const isArmoured = signatureFile[0] === '-'.charCodeAt(0);
  const packets = isArmoured ? dearmor(Buffer.from(signatureFile).toString('latin1'), 'SIGNATURE') : signatureFile;
  const signatures = packets && readPgpSignatures(packets);
  if (!signatures) return refused('malformed');
  return verifyAll(signatures, keys, { type: OVER_BINARY, content });
}

/**
 * Checks the signature of a text that is signed in clear (`gpg --clearsign`). What is checked are the lines that
 * `parseChecksums` takes for signed, in the one form that is signed: without blanks at their ends.
 */
export async function verifyClearsigned(text: Uint8Array, keys: readonly PgpKey[]): Promise<SignatureResult> {
  const read = readSidecarText(text);
  const signed = read.ok ? readClearsigned(splitLines(read.text)) : read;
  const packets = signed.ok ? dearmor(signed.signature.join('\n'), 'SIGNATURE') : undefined;
  if (!signed.ok || !packets) return refused('malformed');
  if (packets.length > SIGNATURE_LIMIT_BYTES) return refused('too-large');
  const signatures = readPgpSignatures(packets);
  if (!signatures) return refused('malformed');
  const bytes = Buffer.from(signed.lines.map((line) => line.replace(/[ \t\r]+$/, '')).join('\r\n'));
  const content = { sizeBytes: bytes.length, read: () => Promise.resolve(bytes) };
  return verifyAll(signatures, keys, { type: OVER_TEXT, content });
}

interface Signed {
  readonly type: number;
  readonly content: Pick<SignedContent, 'sizeBytes' | 'read'>;
}

/** Good are signatures of which one is by a trusted key and none that claims to be is bad. */
async function verifyAll(
  signatures: readonly PgpSignature[],
  keys: readonly PgpKey[],
  signed: Signed,
): Promise<SignatureResult> {
  let result = refused('unknown-key', signatures[0]?.issuer);
  for (const signature of signatures) {
    const key = claimedSigner(signature, keys);
    if (!key) continue;
    const problem = await problemOf(signature, key, signed);
    if (problem) return refused(problem, key.fingerprint, 'trusted');
    result = { ok: true, keyId: key.fingerprint };
  }
  return result;
}

/** A signature of another type may be over nothing at all (RFC 9580 §5.2.1): it must not come as far as the library. */
async function problemOf(
  { type, hash, bytes }: PgpSignature,
  key: PgpKey,
  signed: Signed,
): Promise<SignatureProblem | undefined> {
  if (type !== signed.type || !STRONG_HASHES.has(hash)) return WEAK_HASHES.has(hash) ? 'weak' : 'unsupported';
  if (signed.content.sizeBytes > WHOLE_LIMIT_BYTES) return 'content-too-large';
  const { checkPgpSignature } = await import('./openpgpCheck.ts');
  return checkPgpSignature(bytes, key.packets, await signed.content.read());
}
