import { pgpUserIds } from '../../engine/index.ts';
import type { Asset, TrustedKey } from '../../engine/index.ts';

/** Keys are at most some kilobytes long, unless many people signed them. */
export const KEY_FILE_LIMIT_BYTES = 64 * 1024;

const KEY_NAME = /\.(?:pub|key|asc|gpg|pgp)$|^(?:allowed_signers|keys)(?:\.txt)?$/i;
/** Endings that names of signatures have too. */
const MAYBE_SIGNATURE = /\.(?:asc|gpg|pgp)$/i;

/** The files of a release that may hold public keys. A file named after another one is a signature of it. */
export function keyFilesOf(assets: readonly Asset[]): readonly Asset[] {
  const names = new Set(assets.map(({ name }) => name));
  return assets.filter(({ name, sizeBytes = 0 }) => {
    const isSignature = MAYBE_SIGNATURE.test(name) && names.has(name.replace(MAYBE_SIGNATURE, ''));
    return KEY_NAME.test(name) && !isSignature && sizeBytes <= KEY_FILE_LIMIT_BYTES;
  });
}

/** First bytes of a public key that is not armoured: the old and the new form of its tag (RFC 9580 §4.2). */
const PGP_KEY_TAGS = new Set([0x98, 0x99, 0x9a, 0xc6]);
const PGP_BEGIN = '-----BEGIN PGP PUBLIC KEY BLOCK-----';
const PGP_END = '-----END PGP PUBLIC KEY BLOCK-----';
/** Up to the end of the key; the rest of the line is a comment. */
const SSH_LINE = /(?:^|[ \t])(?:ssh-|ecdsa-sha2-|sk-)\S+[ \t]+AAAA\S*/;

/**
 * The keys in a file or on the clipboard, each for `parseTrustedKey`: the whole text, or its blocks or lines if it has
 * several.
 */
export function keyTexts(bytes: Uint8Array): readonly string[] {
  if (PGP_KEY_TAGS.has(bytes[0] ?? 0)) return [`openpgp:${Buffer.from(bytes).toString('base64')}`];
  const text = Buffer.from(bytes)
    .toString('utf8')
    .replace(/^\ufeff/, '')
    .trim();
  const blocks = pgpBlocks(text);
  if (blocks.length > 0) return blocks;
  const lines = text.split(/\r?\n/).filter((line) => line.trim() !== '' && !line.startsWith('#'));
  return lines.some((line) => SSH_LINE.test(line)) ? lines : [text];
}

/** From each beginning to the next end; a beginning without an end does not count. */
function pgpBlocks(text: string): readonly string[] {
  const blocks: string[] = [];
  for (let at = text.indexOf(PGP_BEGIN); at >= 0;) {
    const end = text.indexOf(PGP_END, at);
    if (end < 0) break;
    blocks.push(text.slice(at, end + PGP_END.length));
    at = text.indexOf(PGP_BEGIN, end);
  }
  return blocks;
}

/** What the key says about itself: its maker's words, which nothing verifies. */
export function commentOf(key: TrustedKey, text: string): string | undefined {
  return key.scheme === 'openpgp' ? pgpUserIds(key.key).join(', ') || undefined : commentIn(text);
}

function commentIn(text: string): string | undefined {
  const [, untrusted] = /^untrusted comment: (.*)/.exec(text) ?? [];
  const ssh = SSH_LINE.exec(text);
  const [afterKey] = ssh ? text.slice(ssh.index + ssh[0].length).split('\n', 1) : [];
  return (untrusted ?? afterKey)?.trim() || undefined;
}
