import { EngineError } from '../errors.ts';
import type { ErrorFacts } from '../errors.ts';
import {
  isLinkLocalAddress,
  isLoopbackAddress,
  isLoopbackHost,
  isPrivateAddress,
  isPrivateHost,
} from './privateHost.ts';

/** Returns all addresses of a host name; [] if it cannot be resolved here (a proxy may be able to). */
export type Resolve = (hostname: string) => Promise<readonly string[]>;

/** Where a host is in the network; of several addresses the nearest counts. */
export type NetworkZone = 'linkLocal' | 'loopback' | 'inside' | 'public';

/** Names are resolved, because a public name may point inside. */
export async function networkZoneOf(url: URL, resolve: Resolve): Promise<NetworkZone> {
  const host = url.hostname.replace(/^\[|\]$/g, '');
  const addresses = [host, ...(await resolve(host))];
  if (addresses.some((address) => isLinkLocalAddress(address))) return 'linkLocal';
  if (isLoopbackHost(url) || addresses.some((address) => isLoopbackAddress(address))) return 'loopback';
  return isPrivateHost(url) || addresses.some((address) => isPrivateAddress(address)) ? 'inside' : 'public';
}

/** The networks that an instance in such a zone may redirect to, apart from its own host. */
const REACH: Readonly<Record<NetworkZone, readonly NetworkZone[]>> = {
  public: ['public'],
  inside: ['public', 'inside'],
  loopback: ['public', 'inside', 'loopback'],
  linkLocal: ['public', 'inside'],
};

/** Why a redirect or a link from an instance to another host must not be followed. Pure. */
export function brokenRule(
  home: { readonly url: URL; readonly zone: NetworkZone },
  hop: { readonly url: URL; readonly zone: NetworkZone },
): 'privateAddress' | 'downgrade' | undefined {
  if (hop.zone === 'public') {
    return home.url.protocol === 'https:' && hop.url.protocol === 'http:' ? 'downgrade' : undefined;
  }
  return hop.url.hostname === home.url.hostname || REACH[home.zone].includes(hop.zone) ? undefined : 'privateAddress';
}

/**
 * Refuses a private or unencrypted address that came from a release or a response. A name whose address changes a moment
 * later gets through: its owner also had the user's consent. `asPrivate` is the rule reported for a private address.
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
  const [homeZone, zone] = await Promise.all([networkZoneOf(url, resolve), networkZoneOf(hop, resolve)]);
  const broken = brokenRule({ url, zone: homeZone }, { url: hop, zone });
  if (!broken) return;
  const facts: ErrorFacts['redirect'] =
    // The host that redirects, as for any redirect from https to http.
    broken === 'downgrade' ? { host: url.host, rule: broken } : { host: hop.host, rule: asPrivate };
  throw new EngineError('redirect', `${url.host} leads to ${hop.host}: ${facts.rule}`, facts);
}
