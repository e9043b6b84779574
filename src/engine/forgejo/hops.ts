import { EngineError } from '../errors.ts';
import type { ErrorFacts } from '../errors.ts';
import {
  isLinkLocalAddress,
  isLoopbackAddress,
  isLoopbackHost,
  isPrivateAddress,
  isPrivateHost,
} from './privateHost.ts';

/** Gives all addresses of a host name; [] when it cannot be resolved here (a proxy may know better). */
export type Resolve = (hostname: string) => Promise<readonly string[]>;

/** Where a host is, seen from here; of several addresses the nearest counts. */
export type NetworkPlace = 'linkLocal' | 'loopback' | 'inside' | 'public';

/** Names are resolved, since a public name may point inside. */
export async function networkPlaceOf(url: URL, resolve: Resolve): Promise<NetworkPlace> {
  const host = url.hostname.replace(/^\[|\]$/g, '');
  const addresses = [host, ...(await resolve(host))];
  if (addresses.some((address) => isLinkLocalAddress(address))) return 'linkLocal';
  if (isLoopbackHost(url) || addresses.some((address) => isLoopbackAddress(address))) return 'loopback';
  return isPrivateHost(url) || addresses.some((address) => isPrivateAddress(address)) ? 'inside' : 'public';
}

/** What an instance at such a place may send a client to, besides its own host. */
const REACH: Readonly<Record<NetworkPlace, readonly NetworkPlace[]>> = {
  public: ['public'],
  inside: ['public', 'inside'],
  loopback: ['public', 'inside', 'loopback'],
  linkLocal: ['public', 'inside'],
};

/** Why a client must not go from an instance to another host because the instance, or a release on it, said so. Pure. */
export function brokenRule(
  home: { readonly url: URL; readonly place: NetworkPlace },
  hop: { readonly url: URL; readonly place: NetworkPlace },
): 'privateAddress' | 'downgrade' | undefined {
  if (hop.place === 'public') {
    return home.url.protocol === 'https:' && hop.url.protocol === 'http:' ? 'downgrade' : undefined;
  }
  return hop.url.hostname === home.url.hostname || REACH[home.place].includes(hop.place) ? undefined : 'privateAddress';
}

/**
 * Refuses to contact an address of a private network, or one without encryption, because somebody wrote it into a release
 * or an answer. A name that gives another address a moment later gets through: who controls it also had the user's consent
 * for it. `asPrivate` is the rule that is named for a private address.
 *
 * @throws EngineError `redirect`
 */
export async function refuseHop(
  hop: URL,
  base: string,
  resolve: Resolve,
  asPrivate: 'privateAddress' | 'privateRedirect' = 'privateAddress',
): Promise<void> {
  const url = new URL(base);
  const [homePlace, place] = await Promise.all([networkPlaceOf(url, resolve), networkPlaceOf(hop, resolve)]);
  const broken = brokenRule({ url, place: homePlace }, { url: hop, place });
  if (!broken) return;
  const facts: ErrorFacts['redirect'] =
    // The one who sends there, as with any redirect from https to http.
    broken === 'downgrade' ? { host: url.host, rule: broken } : { host: hop.host, rule: asPrivate };
  throw new EngineError('redirect', `${url.host} leads to ${hop.host}: ${facts.rule}`, facts);
}
