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
  if (hop.zone === 'public') return hop.url.protocol === 'http:' ? 'downgrade' : undefined;
  return hop.url.hostname === home.url.hostname || REACH[home.zone].includes(hop.zone) ? undefined : 'privateAddress';
}

interface Common {
  /** The normalised address of the instance, or of the mirror. */
  readonly base: string;
  readonly resolve: Resolve;
}

/** What a chain of requests fetches, which decides where it may lead. `file`: an attachment or a package file. */
export type Chain =
  | (Common & { readonly kind: 'api' | 'file' })
  /** `allowHost`: whether the user agreed to this host. Without it, to none. */
  | (Common & {
      readonly kind: 'external';
      readonly name: string;
      readonly allowHost: ((host: string) => boolean) | undefined;
    })
  /** `forbids`: addresses that a mirror must not lead to. */
  | (Common & { readonly kind: 'mirror'; readonly forbids: (hop: URL) => boolean });

/**
 * The rule for every request whose address came from a release or a redirect; `docs/network.md` has it as a table.
 * - An answer of the API comes from the instance itself; no server sends it from elsewhere.
 * - An attachment, a package file and a file of a mirror may be kept in a storage on another host.
 * - Each host of an external file, which whoever publishes a release chooses freely, needs the user's consent.
 *
 * A name whose address changes between this check and the connection gets through.
 *
 * @throws EngineError `redirect`, `hostNotAllowed`
 */
export async function checkHop(hop: URL, chain: Chain): Promise<void> {
  const { kind, base } = chain;
  if (kind === 'external' && !chain.allowHost?.(hop.host)) {
    throw new EngineError('hostNotAllowed', `${chain.name} is on ${hop.host}`, { host: hop.host });
  }
  if (kind === 'mirror' && chain.forbids(hop)) throw refusal(hop, base, 'instance');
  if (kind !== 'external' && hop.origin === new URL(base).origin) return;
  if (kind === 'api') throw refusal(hop, base, 'api');
  await refuseNetwork(hop, chain);
}

async function refuseNetwork(hop: URL, { kind, base, resolve }: Chain): Promise<void> {
  const url = new URL(base);
  const [homeZone, zone] = await Promise.all([networkZoneOf(url, resolve), networkZoneOf(hop, resolve)]);
  const broken = brokenRule({ url, zone: homeZone }, { url: hop, zone });
  if (broken === undefined) return;
  throw refusal(hop, base, broken === 'privateAddress' && kind !== 'external' ? 'privateRedirect' : broken);
}

function refusal(hop: URL, base: string, rule: ErrorFacts['redirect']['rule']): EngineError {
  const { host } = new URL(base);
  const facts: ErrorFacts['redirect'] =
    // The host that redirects, as for any redirect from https to http.
    rule === 'downgrade' ? { host, rule } : { host: hop.host, rule, ...(rule === 'api' && { origin: hop.origin }) };
  return new EngineError('redirect', `${host} leads to ${hop.host}: ${rule}`, facts);
}
