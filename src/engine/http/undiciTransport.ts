import type { Dispatcher } from 'undici';
import type { Transport, TransportResponse } from '../ports.ts';
import { asProxyFailure, proxyAgent } from './proxies.ts';
import type { ProxySettings } from './proxies.ts';
import { untilAbort } from './untilAbort.ts';

interface UndiciTransportOptions {
  /** PEM certificates to trust in place of the built-in ones. */
  readonly ca?: readonly string[] | undefined;
  /** @default every server is asked directly */
  readonly proxies?: ProxySettings | undefined;
}

/**
 * Time limits live above the port, where they are the same for every transport. This one only ends attempts that nobody
 * waits for any more, since undici does not give up connecting when it is told to.
 */
const CONNECT_TIMEOUT_MS = 120_000;

/**
 * Requests straight through undici: less work per byte than `fetch`, and blind to the editor's proxy settings; it takes those
 * that it is given. undici is
 * loaded with the first request. Idle connections are closed by `close`, which waits for what is under way.
 */
export function createUndiciTransport(options: UndiciTransportOptions = {}): Transport & { close(): Promise<void> } {
  const { ca, proxies } = options;
  let loading: Promise<Dispatcher> | undefined;
  const load = async (): Promise<Dispatcher> => {
    const settings = {
      // As `fetch` does it, so that both see the same of a server.
      allowH2: false,
      headersTimeout: 0,
      bodyTimeout: 0,
      connect: { timeout: CONNECT_TIMEOUT_MS, ...(ca && { ca: [...ca] }) },
    };
    if (proxies) return proxyAgent(proxies, settings);
    const { Agent } = await import('undici');
    return new Agent(settings);
  };

  return {
    async send({ url, headers, signal }) {
      signal.throwIfAborted();
      const agent = await (loading ??= load());
      const request = {
        origin: url.origin,
        path: `${url.pathname}${url.search}`,
        method: 'GET',
        headers,
        signal,
      } as const;
      try {
        return wrap(await untilAbort(agent.request(request), signal, ({ body }) => drop(body)));
      } catch (error) {
        throw (!signal.aborted && proxies && asProxyFailure(error, url, proxies)) || error;
      }
    },
    async close() {
      await (await loading)?.close();
    },
  };
}

function drop(body: Dispatcher.ResponseData['body']): void {
  body.on('error', () => undefined).destroy();
}

function wrap({ statusCode, headers, body }: Dispatcher.ResponseData): TransportResponse {
  // A body that nobody reads any more still reports its broken connection; that must not be an unhandled error.
  body.on('error', () => undefined);
  return {
    status: statusCode,
    header: (name) => {
      const value = headers[name];
      return Array.isArray(value) ? value.join(', ') : value;
    },
    body,
    discard: () => void body.destroy(),
  };
}
