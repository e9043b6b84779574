import { EngineError } from './errors.ts';
import { ForgejoAssetClient } from './forgejo/client.ts';
import { guarded } from './guarded.ts';
import { HttpClient } from './http/httpClient.ts';
import type { HttpClientOptions } from './http/httpClient.ts';
import { resolveAddresses } from './http/resolve.ts';
import type { TokenFinding } from './model.ts';
import type { Log, Transport } from './ports.ts';

/** What the clients of instances ask of the outside. */
export interface ClientPorts {
  readonly log: Log;
  /** Whether the user has this instance, by its normalised base. Read at each request; no other instance is ever asked. */
  readonly isConfigured: (instance: string) => boolean;
  /** The token for an instance, asked for at each use and never kept. */
  readonly token: (instance: string) => Promise<string | undefined>;
  /** Whether the user agreed to fetch external assets from this host. @default nobody did */
  readonly allowHost?: ((host: string) => boolean) | undefined;
  readonly onTokenFinding?: ((instance: string, finding: TokenFinding) => void) | undefined;
}

export interface Clients {
  /**
   * The client of one instance, by its normalised base. The same object every time. Each of its calls rejects with
   * `unknownInstance` while the user does not have the instance, and sends nothing then.
   */
  client(instance: string): ForgejoAssetClient;
  /**
   * A client for an address that the user typed, whether it is configured or not: to see what is there before it is added,
   * and what a token may do before it is stored. Without `token` it asks without one. Nothing else may use this door.
   */
  probe(instance: string, token?: string): ForgejoAssetClient;
}

export function unknownInstance(instance: string): EngineError {
  return new EngineError('unknownInstance', `${instance} is not configured`, { instance });
}

export function clientsOf(ports: ClientPorts, http: HttpClientOptions): Clients {
  const { log, allowHost, onTokenFinding } = ports;
  const clients = new Map<string, ForgejoAssetClient>();
  const make = (instance: string): ForgejoAssetClient => {
    const demand = (): void => {
      if (!ports.isConfigured(instance)) throw unknownInstance(instance);
    };
    return new ForgejoAssetClient({
      base: instance,
      http: new HttpClient({ ...http, transport: guardedTransport(http.transport, demand) }),
      // Asked at the start of each call: without an instance nobody looks for its token, and nothing kept is given out.
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
        http: new HttpClient(http),
        token: () => Promise.resolve(token),
        resolve: resolveAddresses,
      }),
  };
}

/** Every try and every hop passes here, also those to other hosts that the instance sends to. */
function guardedTransport(transport: Transport, demand: () => void): Transport {
  return {
    send: async (request) => {
      demand();
      return transport.send(request);
    },
  };
}
