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

/**
 * A redirect to where people sign in: what was asked for needs a (better) token. The path alone tells, because the server
 * may be wrong about its own address.
 */
export function isLoginPage(url: URL): boolean {
  return /\/user\/login\/?$/.test(url.pathname);
}

/**
 * Where a redirect of the API really leads. The server puts the path of its ROOT_URL before it, which may not be the path
 * under which the client reaches it; on the same origin the API is where it was before.
 */
export function ontoBase(target: URL, base: string): URL {
  const home = new URL('api/v1/', base);
  const at = target.pathname.indexOf('/api/v1/');
  if (at < 0 || target.origin !== home.origin || target.pathname.startsWith(home.pathname)) return target;
  return new URL(`${target.pathname.slice(at + 1)}${target.search}`, base);
}

/**
 * Decides who sees the token along one redirect chain: given it leaves with every hop inside the instance, until the
 * first hop outside; after that never again, even if the chain comes back.
 */
export class TokenCarrier {
  readonly #base: string;
  readonly #token: string | undefined;
  #left = false;
  #sent = false;

  constructor(base: string, token: string | undefined) {
    this.#base = base;
    this.#token = token;
  }

  /** The headers for the next hop. A first hop (`previous` undefined) starts a new chain. */
  headersFor(url: URL, previous: URL | undefined): Record<string, string> {
    if (previous === undefined) this.#left = false;
    this.#left ||= !isWithin(url, this.#base);
    this.#sent = this.#token !== undefined && !this.#left;
    return this.#sent ? { authorization: `token ${this.#token}` } : {};
  }

  /** Whether the last hop saw the token. */
  get sent(): boolean {
    return this.#sent;
  }
}
