import { fileURLToPath } from 'node:url';
import { isPrivateHost } from '../forgejo/privateHost.ts';
import { isWithin } from '../forgejo/credentialGuard.ts';

/** Where a mirror keeps the bytes of each digest. */
export interface MirrorAddress {
  /** The address as given, normalised if it has no `{sha256}`. It contains no credentials. */
  readonly template: string;
  readonly kind: 'http' | 'file';
  /** For display: the host, or the directory. */
  readonly name: string;
  /** The part of the address before the digest, with a trailing slash: a credential is sent only to addresses within it. */
  readonly base: string;
  /**
   * The address as given, up to `{sha256}`, with a trailing slash. A credential is stored under it, so that it reaches no
   * other mirror on the same host.
   */
  readonly home: string;
}

/**
 * `insecure`: `http:` is for private hosts only. `outsidePath`: `{sha256}` stands outside the path. `midSegment`: it does not
 * follow a slash, and a credential could not be kept from other mirrors whose addresses begin alike.
 */
export type MirrorAddressProblem =
  'notUrl' | 'scheme' | 'insecure' | 'userinfo' | 'query' | 'outsidePath' | 'midSegment';

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
  const given = trimmed.replace(/\/{1,64}$/, '');
  const whole = trimmed.includes(PLACE) ? trimmed : `${given}/cas/${PLACE}`;
  const [url, other] = [filled(whole, '0'), filled(whole, 'f')];
  if (!url || !other) return { ok: false, reason: 'notUrl' };
  const reason = problemOf(url, other);
  if (reason) return { ok: false, reason };
  const start = firstDifference(url.href, other.href);
  const base = url.href.slice(0, url.href.lastIndexOf('/', start) + 1);
  const home = whole === trimmed ? base : homeOf(given, url.host);
  if (home === undefined) return { ok: false, reason: 'notUrl' };
  if (url.protocol !== 'file:') {
    // A proxy may decode these before it routes by path, so no credential could be kept within such an address.
    if (/%2f|%5c/i.test(base) || !isWithin(url, base)) return { ok: false, reason: 'notUrl' };
    if (base.length !== start) return { ok: false, reason: 'midSegment' };
    return { ok: true, value: { template: whole, kind: 'http', name: url.host, base, home } };
  }
  const name = directoryOf(base);
  return name === undefined
    ? { ok: false, reason: 'notUrl' }
    : { ok: true, value: { template: whole, kind: 'file', name, base, home } };
}

/** Where a mirror has the bytes of a digest. */
export function addressOf({ template }: MirrorAddress, sha256: string): URL {
  return new URL(template.replaceAll(PLACE, sha256));
}

function filled(template: string, digit: string): URL | undefined {
  const text = template.replaceAll(PLACE, digit.repeat(64));
  return URL.canParse(text) ? new URL(text) : undefined;
}

/** `undefined` for an address without a host, such as `https://`: `cas` would become its host. */
function homeOf(given: string, host: string): string | undefined {
  const home = URL.canParse(`${given}/`) ? new URL(`${given}/`) : undefined;
  return home?.host === host ? home.href : undefined;
}

function firstDifference(one: string, other: string): number {
  let at = 0;
  while (at < one.length && one[at] === other[at]) at += 1;
  return at;
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
