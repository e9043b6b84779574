/**
 * Whether a request to this URL may carry the token of the instance at `base` (normalised, with a trailing slash): same
 * scheme, host and port, and a path below the base's own. Other programs share a host with Forgejo, and only the path prefix
 * separates them.
 */
export function isWithin(url: URL, base: string): boolean {
  const home = new URL(base);
  if (url.origin !== home.origin || url.username || url.password) return false;
  // A proxy may decode %2F and %2e before it routes by path, so URLs with these never count as inside.
  if (/%2e%2e|%5c/i.test(url.pathname.slice(0, home.pathname.length))) return false;
  return url.pathname.startsWith(home.pathname) && !leavesByDots(url.pathname.slice(home.pathname.length));
}

/** Whether a path, once decoded by a careless proxy, would leave its starting point. */
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
 * A redirect to the sign-in page: the request needs a (better) token. Only the path counts, because the server may be wrong
 * about its own address.
 */
export function isLoginPage(url: URL): boolean {
  return /\/user\/login\/?$/.test(url.pathname);
}

/**
 * The real target of an API redirect. The server prefixes the path of its ROOT_URL, which may differ from the path that the
 * client uses; on the same origin the API stays where it was.
 */
export function ontoBase(target: URL, base: string): URL {
  const home = new URL('api/v1/', base);
  const at = target.pathname.indexOf('/api/v1/');
  if (at < 0 || target.origin !== home.origin || target.pathname.startsWith(home.pathname)) return target;
  return new URL(`${target.pathname.slice(at + 1)}${target.search}`, base);
}

/**
 * Decides who sees a credential along one redirect chain: every hop inside the instance, or the mirror, until the first hop
 * outside, and none after that, even if the chain comes back.
 */
export class CredentialGuard {
  readonly #base: string;
  readonly #authorization: string | undefined;
  #left = false;
  #sent = false;

  /** @param authorization the value of the header */
  constructor(base: string, authorization: string | undefined) {
    this.#base = base;
    this.#authorization = authorization;
  }

  /** The headers for the next hop. A first hop (`previous` undefined) starts a new chain. */
  headersFor(url: URL, previous: URL | undefined): Record<string, string> {
    if (previous === undefined) this.#left = false;
    this.#left ||= !isWithin(url, this.#base);
    const authorization = this.#left ? undefined : this.#authorization;
    this.#sent = authorization !== undefined;
    return authorization === undefined ? {} : { authorization };
  }

  /** Whether the last hop saw it. */
  get sent(): boolean {
    return this.#sent;
  }
}
