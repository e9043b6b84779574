import { decodeBase64 } from './base64.ts';
import { parseCosignKey, readCosignKey } from './cosignKey.ts';
import type { CosignKey } from './cosignKey.ts';
import { parseMinisignKey } from './minisignKey.ts';
import { dearmor } from './openpgpArmor.ts';
import { readPgpKey } from './openpgpKey.ts';
import { sigstoreIdentity } from './sigstoreIdentity.ts';
import { parseSshKey } from './sshKey.ts';
import type { TrustedKey } from './trustedKey.ts';

/**
 * Why a text is not a key to trust. `secret`: it is the private half. `malformed`: it looks like such a key but cannot be
 * read (truncated, several keys, weak or of an unknown kind). `namespace`: an `allowed_signers` line that does not allow
 * signing files.
 */
export type TrustedKeyProblem = 'empty' | 'too-large' | 'unknown' | 'secret' | 'malformed' | 'namespace';

type ParsedTrustedKey =
  { readonly ok: true; readonly key: TrustedKey } | { readonly ok: false; readonly reason: TrustedKeyProblem };

/** An OpenPGP key with many third-party signatures has hundreds of kilobytes. */
const KEY_TEXT_LIMIT = 512 * 1024;

const SECRET =
  /-----BEGIN (?:PGP|OPENSSH|RSA|EC|DSA|ENCRYPTED)? ?PRIVATE KEY|^untrusted comment: (?!signature from ).*secret key/m;

/**
 * Reads a pasted key: a minisign, signify or OpenSSH `.pub` file or its line alone, a line of `allowed_signers`, an armoured
 * OpenPGP key, a `cosign.pub`, `sigstore:<identity> <issuer>` or the same as JSON, and the output of `serialiseTrustedKey`.
 */
export function parseTrustedKey(text: string): ParsedTrustedKey {
  const given = text.trim();
  if (given === '') return refuse('empty');
  if (given.length > KEY_TEXT_LIMIT) return refuse('too-large');
  if (SECRET.test(given)) return refuse('secret');
  const read = READERS.find(({ looks }) => looks.test(given))?.read;
  return read ? read(given) : refuse('unknown');
}

/** Starts at the type; every key blob begins with the three zero bytes of a length. */
const SSH_LINE = /(?<=^|[ \t])(?:ssh-|ecdsa-sha2-|sk-)\S+[ \t]+AAAA/;

/** `untrusted comment: ` in base64: Tauri encodes minisign keys this way. */
const WRAPPED_MINISIGN = /^dW50cnVzdGVkIGNvbW1lbnQ6/;

/** The forms of keys, in the order in which they are tried. */
const READERS: readonly { readonly looks: RegExp; readonly read: (text: string) => ParsedTrustedKey }[] = [
  { looks: /^sigstore:/, read: readSigstoreLine },
  { looks: /^\{/, read: readSigstoreJson },
  { looks: /^openpgp:/, read: (text) => readOpenpgp(decodeBase64(text.slice('openpgp:'.length))) },
  { looks: /^-----BEGIN PGP /, read: (text) => readOpenpgp(dearmor(text, 'PUBLIC KEY BLOCK')) },
  { looks: /^cosign:/, read: (text) => readCosign(readDer(text.slice('cosign:'.length))) },
  { looks: /^-----BEGIN PUBLIC KEY-----/, read: (text) => readCosign(parseCosignKey(text)) },
  { looks: WRAPPED_MINISIGN, read: (text) => readMinisign('minisign', Buffer.from(text, 'base64').toString('latin1')) },
  { looks: /^signify:/, read: (text) => readMinisign('signify', text.slice('signify:'.length)) },
  { looks: /^minisign:/, read: (text) => readMinisign('minisign', text.slice('minisign:'.length)) },
  // Minisign ends its comment with the key's id, signify with these words; a custom comment precedes them.
  { looks: /^untrusted comment: (?!minisign).*public key\r?\n/, read: (text) => readMinisign('signify', text) },
  { looks: /^untrusted comment: |^[A-Za-z0-9+/]{56}$/, read: (text) => readMinisign('minisign', text) },
  { looks: SSH_LINE, read: readSsh },
];

function readMinisign(scheme: 'minisign' | 'signify', text: string): ParsedTrustedKey {
  const key = parseMinisignKey(text);
  return key ? { ok: true, key: { scheme, key } } : refuse('malformed');
}

function readCosign(key: CosignKey | undefined): ParsedTrustedKey {
  return key ? { ok: true, key: { scheme: 'cosign', key } } : refuse('malformed');
}

function readDer(base64: string): CosignKey | undefined {
  const der = decodeBase64(base64);
  return der && readCosignKey(der);
}

function readOpenpgp(packets: Uint8Array | undefined): ParsedTrustedKey {
  const key = packets && readPgpKey(packets);
  return key ? { ok: true, key: { scheme: 'openpgp', key } } : refuse('malformed');
}

/** `type base64 comment`; with principals and options first, a line of `allowed_signers` (ssh-keygen(1)). */
function readSsh(text: string): ParsedTrustedKey {
  const at = text.search(SSH_LINE);
  const before = text.slice(0, at);
  const key = parseSshKey(text.slice(at));
  if (!key || /cert-authority|valid-(?:after|before)/i.test(before)) return refuse('malformed');
  const [, namespaces] = /namespaces="([^"]*)"/i.exec(before) ?? [];
  if (namespaces !== undefined && !namespaces.split(',').includes('file')) return refuse('namespace');
  return { ok: true, key: { scheme: 'ssh', key } };
}

function readSigstoreLine(text: string): ParsedTrustedKey {
  const [identity = '', issuer = '', ...more] = text.slice('sigstore:'.length).trim().split(/\s+/);
  return more.length > 0 ? refuse('malformed') : readSigstore(identity, issuer);
}

function readSigstoreJson(text: string): ParsedTrustedKey {
  const { identity, issuer, trustedRoot } = parseObject(text);
  if (typeof identity !== 'string' || typeof issuer !== 'string') return refuse('malformed');
  return readSigstore(identity, issuer, trustedRoot === undefined ? undefined : JSON.stringify(trustedRoot));
}

function readSigstore(identity: string, issuer: string, trustedRoot?: string): ParsedTrustedKey {
  const key = sigstoreIdentity(identity, issuer, trustedRoot);
  return key ? { ok: true, key: { scheme: 'sigstore', key } } : refuse('malformed');
}

function parseObject(text: string): Readonly<Partial<Record<'identity' | 'issuer' | 'trustedRoot', unknown>>> {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? value : {};
  } catch {
    return {};
  }
}

function refuse(reason: TrustedKeyProblem): ParsedTrustedKey {
  return { ok: false, reason };
}
