import { withoutEnd } from '../text.ts';
import { ED25519_SIGNATURE_BYTES, verifyEd25519, verifyLongEd25519 } from './ed25519.ts';
import { decodeBase64 } from './base64.ts';
import { KEY_ID_BYTES, keyIdText } from './minisignKey.ts';
import type { MinisignKey } from './minisignKey.ts';
import { SIGNATURE_LIMIT_BYTES, refusedSignature, signatureLines } from './signature.ts';
import type { SignatureResult } from './signature.ts';
import { WHOLE_LIMIT_BYTES, contentOf } from './signedContent.ts';
import type { SignedContent } from './signedContent.ts';

/** The file that a signature is checked against. */
export interface SignedFile {
  /** The name under which the file is served. */
  readonly name: string;
  readonly content: SignedContent;
}

interface Signature {
  /** Whether it covers the BLAKE2b-512 of the content (`ED`) or the content itself (`Ed`). */
  readonly prehashed: boolean;
  readonly keyId: string;
  readonly bytes: Uint8Array;
}

const UNTRUSTED = 'untrusted comment: ';
const TRUSTED = 'trusted comment: ';

/**
 * Checks a `.minisig` file (https://jedisct1.github.io/minisign/#signature-format): the signature over the content, the one
 * over it and the trusted comment, and that a file name in that comment is the file's. Ignores the untrusted comment.
 */
export async function verifyMinisign(
  signatureFile: Uint8Array,
  keys: readonly MinisignKey[],
  file: SignedFile,
): Promise<SignatureResult> {
  if (signatureFile.length > SIGNATURE_LIMIT_BYTES) return refusedSignature('too-large');
  const [untrusted, first, trusted, last, ...more] = signatureLines(signatureFile);
  const signature = readSignature(first);
  const global = decodeBase64(last ?? '');
  if (!untrusted?.startsWith(UNTRUSTED) || !trusted?.startsWith(TRUSTED) || more.length > 0)
    return refusedSignature('malformed');
  if (!signature || global?.length !== ED25519_SIGNATURE_BYTES) return refusedSignature('malformed');

  const comment = Buffer.from(trusted.slice(TRUSTED.length), 'latin1');
  const bound = Buffer.concat([signature.bytes, comment]);
  const candidates = keys.filter(({ keyId }) => keyId === signature.keyId);
  if (candidates.length === 0) return refusedSignature('unknown-key', signature.keyId);
  const signers = candidates.filter(({ key }) => verifyEd25519(key, global, bound));
  if (signers.length === 0) return refusedSignature('bad-signature', signature.keyId, 'trusted');
  const result = await verifyContent(signature, signers, file.content);
  if (!result.ok) return result;
  const text = comment.toString('utf8');
  return namesAnother(text, file.name)
    ? refusedSignature('wrong-name', signature.keyId, 'trusted')
    : { ...result, comment: text };
}

/**
 * Checks a `.sig` file of OpenBSD's signify: like a legacy minisign signature without the trusted comment. It is a separate
 * function because a minisign signature must not pass without its comment; give it the keys trusted for signify.
 */
export async function verifySignify(
  signatureFile: Uint8Array,
  keys: readonly MinisignKey[],
  content: SignedContent,
): Promise<SignatureResult> {
  if (signatureFile.length > SIGNATURE_LIMIT_BYTES) return refusedSignature('too-large');
  const [untrusted, first, ...more] = signatureLines(signatureFile);
  const signature = readSignature(first);
  if (!untrusted?.startsWith(UNTRUSTED) || more.length > 0 || !signature || signature.prehashed)
    return refusedSignature('malformed');
  const candidates = keys.filter(({ keyId }) => keyId === signature.keyId);
  if (candidates.length === 0) return refusedSignature('unknown-key', signature.keyId);
  return verifyContent(signature, candidates, content);
}

/** The text in a file of `signify -S -e`, which follows the two lines of its signature; `undefined` for other files. */
export function signifyMessage(file: Uint8Array): Uint8Array | undefined {
  const { first, message } = splitSignify(file);
  return readSignature(first)?.prehashed === false && message.length > 0 ? message : undefined;
}

/** Checks the signature of such a file over the text in it. */
export async function verifySignifyMessage(file: Uint8Array, keys: readonly MinisignKey[]): Promise<SignatureResult> {
  const { first, message } = splitSignify(file);
  const signature = readSignature(first);
  if (!signature || signature.prehashed) return refusedSignature('malformed');
  const candidates = keys.filter(({ keyId }) => keyId === signature.keyId);
  if (candidates.length === 0) return refusedSignature('unknown-key', signature.keyId);
  return verifyContent(signature, candidates, contentOf(message));
}

function splitSignify(file: Uint8Array): { readonly first: string | undefined; readonly message: Uint8Array } {
  const bytes = Buffer.from(file.buffer, file.byteOffset, file.length);
  const comment = bytes.indexOf('\n');
  const end = comment < 0 ? -1 : bytes.indexOf('\n', comment + 1);
  const isSignify = end >= 0 && bytes.toString('latin1', 0, UNTRUSTED.length) === UNTRUSTED;
  const message = bytes.subarray(end + 1);
  // The third line of a minisign file is never text: its signature must not pass without its comment.
  if (!isSignify || message.toString('latin1', 0, TRUSTED.length) === TRUSTED) return { first: undefined, message };
  return { first: withoutEnd(bytes.toString('latin1', comment + 1, end), '\r'), message };
}

async function verifyContent(
  { prehashed, keyId, bytes }: Signature,
  keys: readonly MinisignKey[],
  content: SignedContent,
): Promise<SignatureResult> {
  if (!prehashed && content.sizeBytes > WHOLE_LIMIT_BYTES)
    return refusedSignature('content-too-large', keyId, 'trusted');
  const signed = prehashed ? await content.hash('blake2b512') : await content.read();
  for (const { key } of keys) if (await verifyLongEd25519(key, bytes, signed)) return { ok: true, keyId };
  return refusedSignature('bad-signature', keyId, 'trusted');
}

function readSignature(line: string | undefined): Signature | undefined {
  const bytes = decodeBase64(line ?? '');
  const idAt = 2;
  const signatureAt = idAt + KEY_ID_BYTES;
  if (bytes?.length !== signatureAt + ED25519_SIGNATURE_BYTES) return undefined;
  const algorithm = bytes.toString('latin1', 0, idAt);
  if (algorithm !== 'Ed' && algorithm !== 'ED') return undefined;
  const keyId = keyIdText(bytes.subarray(idAt, signatureAt));
  return { prehashed: algorithm === 'ED', keyId, bytes: bytes.subarray(signatureAt) };
}

/**
 * Whether the trusted comment names another file: in a field `file:` between tabs, as minisign and rsign write it. In a
 * custom comment without tabs, the name ends at a space or at the end. A leading path, in any system's form, is ignored; a
 * path that ends without a name names no file.
 */
function namesAnother(comment: string, fileName: string): boolean {
  if (comment.includes('\t')) {
    const fields = comment.split('\t').flatMap((field) => /^file(?:name)?:([^]+)$/.exec(field)?.[1] ?? []);
    return fields.some((path) => isOfAnother(path, fileName));
  }
  const [, rest] = /(?:^| )file(?:name)?:([^]+)$/.exec(comment) ?? [];
  if (rest === undefined || `${rest} `.startsWith(`${fileName} `)) return false;
  const [path = ''] = rest.split(' ');
  const mayHaveBlanks = /[/\\]/.test(path);
  return isOfAnother(path, fileName) && !(mayHaveBlanks && !isOfAnother(rest, fileName));
}

function isOfAnother(path: string, fileName: string): boolean {
  if (path === fileName) return false;
  const base = path.split(/[/\\]/).at(-1) ?? '';
  return base !== '' && base !== fileName;
}
