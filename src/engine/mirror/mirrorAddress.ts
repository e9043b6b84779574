import { fileURLToPath } from 'node:url';
import { isPrivateHost } from '../forgejo/privateHost.ts';

/** Where a mirror keeps the bytes of each digest. */
export interface MirrorAddress {
  /** The address as given, normalised if it has no `{sha256}`. It contains no credentials. */
  readonly template: string;
  readonly kind: 'http' | 'file';
  /** For display: the host, or the directory. */
  readonly name: string;
  /** The part of the address before the digest, with a trailing slash: credentials are sent nowhere else. */
  readonly base: string;
}

/** `insecure`: `http:` is for private hosts only. `outsidePath`: `{sha256}` stands outside the path. */
export type MirrorAddressProblem = 'notUrl' | 'scheme' | 'insecure' | 'userinfo' | 'query' | 'outsidePath';

type Parsed =
  { readonly ok: true; readonly value: MirrorAddress } | { readonly ok: false; readonly reason: MirrorAddressProblem };

const PLACE = '{sha256}';
const MAX_LENGTH = 2000;

/**
 * Parses the address of a mirror: an `https:` address, `http:` for a private host, or `file:`, with `{sha256}` in its path; an
 * address without it gets `/cas/{sha256}`. Credentials may not be part of it. Pure.
 */
export function parseMirror(text: string): Parsed {
  const trimmed = text.trim();
  if (trimmed.length > MAX_LENGTH || /[\s\\]/.test(trimmed)) return { ok: false, reason: 'notUrl' };
  const whole = trimmed.includes(PLACE) ? trimmed : `${trimmed.replace(/\/{1,64}$/, '')}/cas/${PLACE}`;
  const [url, other] = [filled(whole, '0'), filled(whole, 'f')];
  if (!url || !other) return { ok: false, reason: 'notUrl' };
  const reason = problemOf(url, other);
  if (reason) return { ok: false, reason };
  const before = url.href.slice(0, url.href.indexOf('0'.repeat(64)));
  const base = before.slice(0, before.lastIndexOf('/') + 1);
  if (url.protocol !== 'file:') return { ok: true, value: { template: whole, kind: 'http', name: url.host, base } };
  const name = directoryOf(base);
  return name === undefined
    ? { ok: false, reason: 'notUrl' }
    : { ok: true, value: { template: whole, kind: 'file', name, base } };
}

/** Where a mirror has the bytes of a digest. */
export function addressOf({ template }: MirrorAddress, sha256: string): URL {
  return new URL(template.replaceAll(PLACE, sha256));
}

function filled(template: string, digit: string): URL | undefined {
  const text = template.replaceAll(PLACE, digit.repeat(64));
  return URL.canParse(text) ? new URL(text) : undefined;
}

function problemOf(url: URL, other: URL): MirrorAddressProblem | undefined {
  if (url.username || url.password) return 'userinfo';
  if (!/^(?:https?|file):$/.test(url.protocol)) return 'scheme';
  // On Windows a host would be sent the user's credentials.
  if (url.protocol === 'file:' && url.host) return 'notUrl';
  if (url.search || url.hash) return 'query';
  if (url.host !== other.host || url.pathname === other.pathname) return 'outsidePath';
  return url.protocol === 'http:' && !isPrivateHost(url) ? 'insecure' : undefined;
}

/** Without the part that every mirror has: `/media/stick` for `file:///media/stick/cas/{sha256}`. */
function directoryOf(base: string): string | undefined {
  try {
    return fileURLToPath(base).replace(/[/\\](?:cas[/\\])?$/, '') || '/';
  } catch {
    // This system has no such names.
    return undefined;
  }
}
