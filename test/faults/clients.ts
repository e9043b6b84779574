import { Dispatcher1Wrapper, ProxyAgent } from 'undici';
import { createEditorTransport, createUndiciTransport } from '../../src/engine/index.ts';
import type { Transport } from '../../src/engine/index.ts';
import { testCertificate } from '../support/tls/testCertificate.ts';
import type { TransportKind } from './cells.ts';

export interface Client {
  readonly transport: Transport;
  close(): Promise<void>;
}

/** A transport that trusts the test's certificate if `trusting` is set. */
export function createClient(kind: TransportKind, trusting: boolean): Client {
  const trust = trusting ? { ca: [testCertificate().ca] } : {};
  if (kind === 'fetch') {
    return { transport: createEditorTransport({ fetch: () => fetch, ...trust }), close: () => Promise.resolve() };
  }
  const transport = createUndiciTransport(trust);
  return { transport, close: () => transport.close() };
}

/** A fetch that asks a proxy for a tunnel, like the editor's if it is configured so. */
export function createProxiedClient(proxy: string): Client {
  const agent = new ProxyAgent({ uri: proxy, proxyTunnel: true });
  // Node's own fetch is built on an older undici, which calls dispatchers in another way.
  const dispatcher = new Dispatcher1Wrapper(agent) as unknown as NonNullable<RequestInit['dispatcher']>;
  const proxied: typeof fetch = (input, init) => fetch(input, { ...init, dispatcher });
  return { transport: createEditorTransport({ fetch: () => proxied }), close: () => agent.close() };
}
