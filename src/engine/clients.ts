import { EngineError } from './errors.ts';
import { ForgejoAssetClient } from './forgejo/client.ts';
import { guarded } from './guarded.ts';
import { isWithin } from './forgejo/credentialGuard.ts';
import { HttpClient } from './http/httpClient.ts';
import type { Holding, HttpClientOptions } from './http/httpClient.ts';
import { resolveAddresses } from './http/resolve.ts';
import type { TokenFinding } from './model.ts';
import type { Log, Transport } from './ports.ts';

/** What the clients need from outside. */
export interface ClientPorts {
  readonly log: Log;
  /**
   * Whether this instance is configured, by its normalised base. Read at each request; no other instance is ever contacted.
   */
  readonly isConfigured: (instance: string) => boolean;
  /** The token for an instance, read at each use and never stored. */
  readonly token: (instance: string) => Promise<string | undefined>;
  /** Whether the user agreed to fetch external assets from this host. @default no host */
  readonly allowHost?: ((host: string) => boolean) | undefined;
  readonly onTokenFinding?: ((instance: string, finding: TokenFinding) => void) | undefined;
}

/** What the clients ask at each request. */
interface ClientRules {
  /** Whether no instance may be asked, for anything. */
  readonly mirrorsOnly: () => boolean;
  /** Where requests wait while an instance asks for it. @default nowhere */
  readonly holding?: Omit<Holding, 'keyOf'>;
}

export interface Clients {
  /**
   * Returns the client of one instance, by its normalised base; always the same object. While the instance is not
   * configured, each call rejects with `unknownInstance` and sends nothing.
   */
  client(instance: string): ForgejoAssetClient;
  /**
   * Returns a client for an address that the user named, configured or not: to look at a server before it is added, and to
   * check a token before it is stored. Without `token` it sends none. Where only mirrors may be used, it sends nothing.
   */
  probe(instance: string, token?: string): ForgejoAssetClient;
}

export function unknownInstance(instance: string): EngineError {
  return new EngineError('unknownInstance', `${instance} is not configured`, { instance });
}

/** The reason of the `network` error for an instance that may not be asked, because only mirrors may. */
export const MIRRORS_ONLY = 'MIRRORS_ONLY';

function onlyMirrors(instance: string): EngineError {
  const { host } = new URL(instance);
  return new EngineError('network', `${host} may not be asked, only mirrors`, { host, reason: MIRRORS_ONLY });
}

export function clientsOf(ports: ClientPorts, http: HttpClientOptions, { mirrorsOnly, holding }: ClientRules): Clients {
  const { log, allowHost, onTokenFinding } = ports;
  const clients = new Map<string, ForgejoAssetClient>();
  const httpFor = (instance: string, demand: () => void): HttpClient =>
    new HttpClient({
      ...http,
      holding: holding && { ...holding, keyOf: (url) => holdKey(instance, url) },
      transport: guardedTransport(http.transport, demand),
    });
  const demandAllowed = (instance: string): void => {
    if (mirrorsOnly()) throw onlyMirrors(instance);
  };
  const make = (instance: string): ForgejoAssetClient => {
    const demand = (): void => {
      if (!ports.isConfigured(instance)) throw unknownInstance(instance);
      demandAllowed(instance);
    };
    return new ForgejoAssetClient({
      base: instance,
      http: httpFor(instance, demand),
      // Checked at the start of each call, so that for an unknown instance no token is read and no cached answer returned.
      token: async () => {
        demand();
        return ports.token(instance);
      },
      resolve: resolveAddresses,
      allowHost,
      onTokenFinding: guarded(log, (finding) => onTokenFinding?.(instance, finding)),
    });
  };
  return {
    client: (instance) => {
      const client = clients.get(instance) ?? make(instance);
      clients.set(instance, client);
      return client;
    },
    probe: (instance, token) =>
      new ForgejoAssetClient({
        base: instance,
        http: httpFor(instance, () => demandAllowed(instance)),
        token: () => Promise.resolve(token),
        resolve: resolveAddresses,
      }),
  };
}

/**
 * The rate-limit key: one for the instance, and one for each host it redirects to. Those are counted for this instance
 * alone, so that no instance can hold back another by its redirects.
 */
function holdKey(instance: string, url: URL): string {
  return isWithin(url, instance) ? instance : `${instance} ${url.origin}`;
}

/** Every attempt and every redirect passes here, including those to other hosts. */
function guardedTransport(transport: Transport, demand: () => void): Transport {
  return {
    send: async (request) => {
      demand();
      return transport.send(request);
    },
  };
}
