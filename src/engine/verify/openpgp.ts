import { withoutEnd } from '../text.ts';
import { readClearsigned } from './clearsigned.ts';
import { dearmor } from './openpgpArmor.ts';
import { documentDigests, isHashed } from './openpgpDigest.ts';
import type { PgpKey } from './openpgpKey.ts';
import { OVER_BINARY, OVER_TEXT, claimedSigner, readPgpSignatures } from './openpgpSignature.ts';
import type { PgpMessage } from './openpgpMessage.ts';
import type { PgpSignature } from './openpgpSignature.ts';
import { SIGNATURE_LIMIT_BYTES, refusedSignature } from './signature.ts';
import type { SignatureResult } from './signature.ts';
import type { SignatureProblem } from '../findings.ts';
import { contentOf } from './signedContent.ts';
import type { SignedContent } from './signedContent.ts';
import { readSidecarText, splitLines } from './sidecarText.ts';

/** The numbers of MD5, SHA-1, RIPEMD-160 and SHA-224 (RFC 9580 §9.5). */
const WEAK_HASHES = new Set([1, 2, 3, 11]);

/** Checks a detached OpenPGP signature (`gpg --detach-sign`, armoured or not) over the content, byte for byte. */
export async function verifyOpenpgp(
  signatureFile: Uint8Array,
  keys: readonly PgpKey[],
  content: SignedContent,
): Promise<SignatureResult> {
  if (signatureFile.length > SIGNATURE_LIMIT_BYTES) return refusedSignature('too-large');
  const isArmoured = signatureFile[0] === '-'.charCodeAt(0);
  const packets = isArmoured ? dearmor(Buffer.from(signatureFile).toString('latin1'), 'SIGNATURE') : signatureFile;
  const signatures = packets && readPgpSignatures(packets);
  if (!signatures) return refusedSignature('malformed');
  return verifyAll(signatures, keys, { type: OVER_BINARY, content });
}

/**
 * Checks the signature of a clearsigned text (`gpg --clearsign`), over exactly the lines that `parseChecksums` takes as
 * signed, without trailing spaces.
 */
export async function verifyClearsigned(text: Uint8Array, keys: readonly PgpKey[]): Promise<SignatureResult> {
  const read = readSidecarText(text);
  const signed = read.ok ? readClearsigned(splitLines(read.text)) : read;
  const packets = signed.ok ? dearmor(signed.signature.join('\n'), 'SIGNATURE') : undefined;
  if (!signed.ok || !packets) return refusedSignature('malformed');
  if (packets.length > SIGNATURE_LIMIT_BYTES) return refusedSignature('too-large');
  const signatures = readPgpSignatures(packets);
  if (!signatures) return refusedSignature('malformed');
  const bytes = Buffer.from(signed.lines.map((line) => withoutEnd(line, ' \t\r')).join('\r\n'));
  return verifyAll(signatures, keys, { type: OVER_TEXT, content: contentOf(bytes) });
}

/** Checks the signatures of a message over the text in it. */
export async function verifyPgpMessage(
  { content, signatures }: PgpMessage,
  keys: readonly PgpKey[],
): Promise<SignatureResult> {
  return verifyAll(signatures, keys, { type: OVER_BINARY, content: contentOf(content) });
}

interface Signed {
  readonly type: number;
  readonly content: Pick<SignedContent, 'chunks'>;
}

/** Each costs a lookup of trust and then a public key operation. */
const MAX_CHECKED = 16;

/** The signatures are good if one of them is by a trusted key, and none that names one is bad. Reads the content once. */
async function verifyAll(
  signatures: readonly PgpSignature[],
  keys: readonly PgpKey[],
  signed: Signed,
): Promise<SignatureResult> {
  const claimed = distinct(signatures).flatMap((signature) => {
    const key = claimedSigner(signature, keys);
    return key ? [{ signature, key }] : [];
  });
  if (claimed.length > MAX_CHECKED) return refusedSignature('too-large');
  const checkable = claimed
    .map(({ signature }) => signature)
    .filter((one) => problemOf(one, signed.type) === undefined);
  let digests: ReturnType<typeof documentDigests> | undefined;
  for (const { signature, key } of claimed) {
    const problem =
      problemOf(signature, signed.type) ??
      (await checkDigest(signature, key, await (digests ??= documentDigests(checkable, signed.content))));
    if (problem) return refusedSignature(problem, key.fingerprint, 'trusted');
  }
  const [first] = claimed;
  return first ? { ok: true, keyId: first.key.fingerprint } : refusedSignature('unknown-key', signatures[0]?.issuer);
}

/** A file may contain many copies of one signature. */
function distinct(signatures: readonly PgpSignature[]): readonly PgpSignature[] {
  return [...new Map(signatures.map((one) => [Buffer.from(one.bytes).toString('latin1'), one])).values()];
}

/** A signature of another type may cover nothing at all (RFC 9580 §5.2.1), so it must not reach the library. */
function problemOf(signature: PgpSignature, type: number): SignatureProblem | undefined {
  if (WEAK_HASHES.has(signature.hash)) return 'weak';
  return signature.type === type && isHashed(signature) ? undefined : 'unsupported';
}

async function checkDigest(
  signature: PgpSignature,
  key: PgpKey,
  digests: ReadonlyMap<PgpSignature, Uint8Array>,
): Promise<SignatureProblem | undefined> {
  const digest = digests.get(signature);
  if (!digest) return 'unsupported';
  const { checkPgpSignature } = await import('./openpgpCheck.ts');
  return checkPgpSignature(signature.bytes, key.packets, digest);
}
