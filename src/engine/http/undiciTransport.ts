import type { Agent, Dispatcher } from 'undici';
import type { Transport, TransportResponse } from '../ports.ts';

export interface UndiciTransportOptions {
  /** PEM certificates to trust in place of the built-in ones. */
  readonly ca?: readonly string[];
}

/**
 * Requests straight through undici: less work per byte than `fetch`, and blind to the editor's proxy settings. undici is
 * loaded with the first request. Idle connections are closed by `close`, which waits for what is under way.
 */
export function createUndiciTransport(options: UndiciTransportOptions = {}): Transport & { close(): Promise<void> } {
  let loading: Promise<Agent> | undefined;
  const load = async () => {
    const { Agent } = await import('undici');
    return new Agent({
      // Time limits live above the port, where they are the same for every transport.
      headersTimeout: 0,
      bodyTimeout: 0,
      connect: { timeout: 0, ...(options.ca && { ca: [...options.ca] }) },
    });
  };

  return {
    async send({ url, headers, signal }) {
      signal.throwIfAborted();
      const agent = await (loading ??= load());
      const answer = await agent.request({
        origin: url.origin,
        path: `${url.pathname}${url.search}`,
        method: 'GET',
        headers,
        signal,
      });
      return wrap(answer);
    },
    async close() {
      await (await loading)?.close();
    },
  };
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
