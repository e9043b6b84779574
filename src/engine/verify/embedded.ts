import { isClearsigned, readClearsigned } from './clearsigned.ts';
import { signifyMessage, verifySignifyMessage } from './minisign.ts';
import { verifyClearsigned, verifyPgpMessage } from './openpgp.ts';
import { readPgpMessage } from './openpgpMessage.ts';
import type { TrustedKeys } from './signatureSchemes.ts';
import { refusedSignature } from './signature.ts';
import type { SignatureResult } from './signature.ts';
import type { SignedContent } from './signedContent.ts';
import { SIDECAR_LIMIT_BYTES, readSidecarText, splitLines } from './sidecarText.ts';
import { withoutEnd } from '../text.ts';

/** The tool that made a file with a text and the signature over it. */
export type EmbeddedScheme = 'openpgp' | 'signify';

/** The text in such a file. */
interface Embedded {
  readonly scheme: EmbeddedScheme;
  readonly lines: readonly string[];
  /** The bytes of the text; absent if clearsigned, which does not preserve line ends and trailing spaces. */
  readonly message?: Uint8Array;
}

/**
 * Reads a file that contains its own signature: clearsigned, a message of `gpg --sign`, or one of `signify -e`. Checks
 * nothing. `undefined` if it is not such a file, `malformed` if it only looks like one.
 */
export function readEmbedded(bytes: Uint8Array): Embedded | 'malformed' | undefined {
  if (bytes.length > SIDECAR_LIMIT_BYTES) return undefined;
  const pgp = readPgpMessage(bytes);
  const message = pgp?.content ?? signifyMessage(bytes);
  const read = readSidecarText(message ?? bytes);
  if (!read.ok) return message && 'malformed';
  const lines = splitLines(read.text);
  if (message) return isClearsigned(lines) ? 'malformed' : { scheme: pgp ? 'openpgp' : 'signify', lines, message };
  if (!isClearsigned(lines)) return undefined;
  const signed = readClearsigned(lines);
  return signed.ok ? { scheme: 'openpgp', lines: signed.lines } : 'malformed';
}

/** Checks the signature in a file that `readEmbedded` reads, over its text. */
export async function verifyEmbedded(
  bytes: Uint8Array,
  keys: Pick<TrustedKeys, 'openpgp' | 'signify'>,
): Promise<SignatureResult> {
  const pgp = readPgpMessage(bytes);
  if (pgp) return verifyPgpMessage(pgp, keys.openpgp);
  return signifyMessage(bytes) ? verifySignifyMessage(bytes, keys.signify) : verifyClearsigned(bytes, keys.openpgp);
}

/**
 * The same as a signature over other content, which must equal the text in the file. If it differs, the signature covers
 * something else and says nothing against the content.
 */
export async function verifyEmbeddedOver(
  bytes: Uint8Array,
  keys: Pick<TrustedKeys, 'openpgp' | 'signify'>,
  content: SignedContent,
): Promise<SignatureResult> {
  const embedded = readEmbedded(bytes);
  if (!embedded || embedded === 'malformed') return refusedSignature('malformed');
  const isSame = content.sizeBytes <= SIDECAR_LIMIT_BYTES && isText(embedded, await content.read());
  const result = await verifyEmbedded(bytes, keys);
  return isSame ? result : refusedSignature('bad-signature', result.keyId);
}

/** Clearsigning does not cover trailing spaces, so a text with them does not count: they may have been added. */
function isText({ lines, message }: Embedded, content: Uint8Array): boolean {
  if (message) return Buffer.from(message).equals(content);
  const read = readSidecarText(content);
  if (!read.ok || !Buffer.from(read.text).equals(content)) return false;
  const others = splitLines(read.text);
  const bare = lines.map((line) => withoutEnd(line, ' \t'));
  return (
    bare.join('\n') === withoutEnd(others.join('\n'), '\n') && others.every((line) => withoutEnd(line, ' \t') === line)
  );
}
