import { ED25519_SIGNATURE_BYTES, verifyEd25519, verifyLongEd25519 } from './ed25519.ts';
import { decodeBase64 } from './base64.ts';
import { KEY_ID_BYTES, keyIdText } from './minisignKey.ts';
import type { MinisignKey } from './minisignKey.ts';
import { SIGNATURE_LIMIT_BYTES, refused, signatureLines } from './signature.ts';
import type { SignatureResult } from './signature.ts';
import { WHOLE_LIMIT_BYTES } from './signedContent.ts';
import type { SignedContent } from './signedContent.ts';

/** What a signature is held against. */
export interface SignedFile {
  /** The name under which the file is served. */
  readonly name: string;
  readonly content: SignedContent;
}

interface Signature {
  /** Over the BLAKE2b-512 of the content (`ED`), else over the content itself (`Ed`). */
  readonly prehashed: boolean;
  readonly keyId: string;
  readonly bytes: Uint8Array;
}

const UNTRUSTED = 'untrusted comment: ';
const TRUSTED = 'trusted comment: ';

/**
 * Checks a `.minisig` file (https://jedisct1.github.io/minisign/#signature-format): the signature over the content, the one
 * over it and the trusted comment, and that a file name in that comment is the file's. The untrusted comment is not looked at.
 */
export async function verifyMinisign(
  signatureFile: Uint8Array,
  keys: readonly MinisignKey[],
  file: SignedFile,
): Promise<SignatureResult> {
  if (signatureFile.length > SIGNATURE_LIMIT_BYTES) return refused('too-large');
  const [untrusted, first, trusted, last, ...more] = signatureLines(signatureFile);
  const signature = readSignature(first);
  const global = decodeBase64(last ?? '');
  if (!untrusted?.startsWith(UNTRUSTED) || !trusted?.startsWith(TRUSTED) || more.length > 0)
    return refused('malformed');
  if (!signature || global?.length !== ED25519_SIGNATURE_BYTES) return refused('malformed');

  const comment = Buffer.from(trusted.slice(TRUSTED.length), 'latin1');
  const bound = Buffer.concat([signature.bytes, comment]);
  const candidates = keys.filter(({ keyId }) => keyId === signature.keyId);
  if (candidates.length === 0) return refused('unknown-key', signature.keyId);
  const signers = candidates.filter(({ key }) => verifyEd25519(key, global, bound));
  if (signers.length === 0) return refused('bad-signature', signature.keyId, 'trusted');
  const result = await verifyContent(signature, signers, file.content);
  if (!result.ok) return result;
  const text = comment.toString('utf8');
  return namesAnother(text, file.name)
    ? refused('wrong-name', signature.keyId, 'trusted')
    : { ...result, comment: text };
}

/**
 * Checks a `.sig` file of OpenBSD's signify: like a legacy minisign signature without the trusted comment. It is a function
 * of its own because a minisign signature must not pass without its comment; give it the keys that are trusted for signify.
 */
export async function verifySignify(
  signatureFile: Uint8Array,
  keys: readonly MinisignKey[],
  content: SignedContent,
): Promise<SignatureResult> {
  if (signatureFile.length > SIGNATURE_LIMIT_BYTES) return refused('too-large');
  const [untrusted, first, ...more] = signatureLines(signatureFile);
  const signature = readSignature(first);
  if (!untrusted?.startsWith(UNTRUSTED) || more.length > 0 || !signature || signature.prehashed)
    return refused('malformed');
  const candidates = keys.filter(({ keyId }) => keyId === signature.keyId);
  if (candidates.length === 0) return refused('unknown-key', signature.keyId);
  return verifyContent(signature, candidates, content);
}

async function verifyContent(
  { prehashed, keyId, bytes }: Signature,
  keys: readonly MinisignKey[],
  content: SignedContent,
): Promise<SignatureResult> {
  if (!prehashed && content.sizeBytes > WHOLE_LIMIT_BYTES) return refused('content-too-large', keyId, 'trusted');
  const signed = prehashed ? await content.hash('blake2b512') : await content.read();
  for (const { key } of keys) if (await verifyLongEd25519(key, bytes, signed)) return { ok: true, keyId };
  return refused('bad-signature', keyId, 'trusted');
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
 * Whether the trusted comment has the name of another file: in a field `file:` between tabs, as minisign and rsign write it.
 * Without tabs it is a comment of somebody's own making, in which the name goes up to a blank or the end. A directory in
 * front is where the signer had the file.
 */
function namesAnother(comment: string, fileName: string): boolean {
  if (comment.includes('\t')) {
    const fields = comment.split('\t').flatMap((field) => /^file(?:name)?:([^]+)$/.exec(field)?.[1] ?? []);
    return fields.some((name) => name.split('/').at(-1) !== fileName);
  }
  const [, rest] = /(?:^| )file(?:name)?:([^]+)$/.exec(comment) ?? [];
  return rest !== undefined && rest !== fileName && !rest.startsWith(`${fileName} `);
}
