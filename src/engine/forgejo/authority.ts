import { EngineError } from '../errors.ts';
import { isPrivateAddress, isPrivateHost } from './privateHost.ts';

/**
 * Whether a request to this URL may carry the token of the instance at `base` (normalised, with a trailing slash): same
 * scheme, host and port, and a path below the base's own. Other programs live beside a Forgejo on one host; a path prefix
 * is all that tells them apart.
 */
export function isWithin(url: URL, base: string): boolean {
  const home = new URL(base);
  if (url.origin !== home.origin || url.username || url.password) return false;
  // A proxy may decode %2F and %2e before it looks for the program that owns the path, so these never count as inside.
  if (/%2e%2e|%5c/i.test(url.pathname.slice(0, home.pathname.length))) return false;
  return url.pathname.startsWith(home.pathname) && !leavesByDots(url.pathname.slice(home.pathname.length));
}

/** Whether a path, once decoded by a careless proxy, would climb out of where it starts. */
function leavesByDots(path: string): boolean {
  let depth = 0;
  for (const part of path.replace(/%2f|%5c/gi, '/').split('/')) {
    const dots = part.replace(/%2e/gi, '.');
    if (dots === '..') depth -= 1;
    else if (dots !== '' && dots !== '.') depth += 1;
    if (depth < 0) return true;
  }
  return false;
}

/** A redirect to where people sign in: what was asked for needs a (better) token. */
export function isLoginPage(url: URL, base: string): boolean {
  return isWithin(url, base) && url.pathname.slice(new URL(base).pathname.length).startsWith('user/login');
}

/**
 * Decides who sees the token along one redirect chain: given it leaves with every hop inside the instance, until the
 * first hop outside; after that never again, even if the chain comes back.
 */
export class TokenCarrier {
  readonly #base: string;
  readonly #token: string | undefined;
  #left = false;

  constructor(base: string, token: string | undefined) {
    this.#base = base;
    this.#token = token;
  }

  /** The headers for the next hop. A first hop (`previous` undefined) starts a new chain. */
  headersFor(url: URL, previous: URL | undefined): Record<string, string> {
    if (previous === undefined) this.#left = false;
    this.#left ||= !isWithin(url, this.#base);
    return this.#token === undefined || this.#left ? {} : { authorization: `token ${this.#token}` };
  }
}

/** Gives all addresses of a host name; [] when it cannot be resolved here (a proxy may know better). */
export type Resolve = (hostname: string) => Promise<readonly string[]>;

/**
 * Refuses to contact a private address because of what somebody wrote into a release. Names are resolved, since a public
 * name may point inside.
 *
 * @throws EngineError `redirect` with rule `privateAddress`
 */
export async function refusePrivate(url: URL, resolve: Resolve): Promise<void> {
  const inside = isPrivateHost(url) || (await resolve(url.hostname)).some((address) => isPrivateAddress(address));
  if (!inside) return;
  const message = `${url.host} is an address of a private network, named by a release`;
  throw new EngineError('redirect', message, { host: url.host, rule: 'privateAddress' });
}
