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

/** What made a file that holds a text and the signature over it. */
export type EmbeddedScheme = 'openpgp' | 'signify';

/** The text in such a file. */
interface Embedded {
  readonly scheme: EmbeddedScheme;
  readonly lines: readonly string[];
  /** Its bytes; absent where it is signed in clear, which does not tell line ends and the blanks before them. */
  readonly message?: Uint8Array;
}

/**
 * The text that a file signs by itself: signed in clear, a message of `gpg --sign`, or one of `signify -e`. Nothing is
 * checked. `undefined`: it is no such file; `malformed`: it looks like one.
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

/** Checks the signature of a file that `readEmbedded` reads, over the text in it. */
export async function verifyEmbedded(
  bytes: Uint8Array,
  keys: Pick<TrustedKeys, 'openpgp' | 'signify'>,
): Promise<SignatureResult> {
  const pgp = readPgpMessage(bytes);
  if (pgp) return verifyPgpMessage(pgp, keys.openpgp);
  return signifyMessage(bytes) ? verifySignifyMessage(bytes, keys.signify) : verifyClearsigned(bytes, keys.openpgp);
}

/**
 * The same as a signature over some content, which has to be the text that is in the file. Where it is not, the signature
 * is over something else, and says nothing against the content.
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

/** A text whose lines end in blanks is none of those that are signed in clear: they could have been added to it. */
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
