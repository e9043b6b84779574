import type { Agent, ClientRequest, IncomingMessage } from 'node:http';
import { Readable } from 'node:stream';
import type { Transport, TransportRequest, TransportResponse } from '../ports.ts';
import { systemClock } from '../systemClock.ts';
import { untilAbort } from './untilAbort.ts';
import { limitWait } from './waitLimit.ts';

interface NodeTransportOptions {
  /** PEM certificates to trust in place of the built-in ones. */
  readonly ca?: readonly string[] | undefined;
}

/** Shorter than servers keep idle connections, so that few requests meet one that is being closed. */
const IDLE_TIMEOUT_MS = 4000;

/**
 * Sends requests directly through Node's own HTTP client. Its parser is native code, so a short process saves what undici takes
 * to load and compile. It knows no proxies, and inside the editor it is not direct, because the editor replaces `node:http`.
 * `close` ends all connections.
 */
export function createNodeTransport({ ca }: NodeTransportOptions = {}): Transport & { close(): Promise<void> } {
  const agents = new Map<string, Agent>();
  const clientFor = async (protocol: string) => {
    const { Agent: KindOfAgent, request } =
      protocol === 'https:' ? await import('node:https') : await import('node:http');
    const agent = agents.get(protocol) ?? new KindOfAgent({ ...CONNECTIONS, ...(ca && { ca: [...ca] }) });
    agents.set(protocol, agent);
    return { agent, request };
  };
  return {
    async send({ url, method = 'GET', headers, body, connectTimeoutMs, signal }) {
      signal.throwIfAborted();
      const { agent, request } = await clientFor(url.protocol);
      signal.throwIfAborted();
      // A name and a password in an address would become a header.
      const sent = request(url, { agent, method, headers, auth: null });
      if (connectTimeoutMs !== undefined) limitConnecting(sent, url, connectTimeoutMs);
      const answer = answerTo(sent);
      sendBody(sent, body);
      try {
        return wrap(await untilAbort(answer, signal, drop), signal);
      } catch (error) {
        sent.destroy();
        throw error;
      }
    },
    close: async () => {
      for (const agent of agents.values()) agent.destroy();
    },
  };
}

const CONNECTIONS = { keepAlive: true, timeout: IDLE_TIMEOUT_MS } as const;

function answerTo(sent: ClientRequest): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    sent.on('response', (response) => {
      // An unread body still reports a dropped connection, which must not become an unhandled error.
      response.on('error', () => undefined);
      resolve(response);
    });
    // Stays for the same reason.
    sent.on('error', reject);
    sent.on('close', () => reject(failureOf('ECONNRESET', 'the connection ended before an answer')));
  });
}

function sendBody(sent: ClientRequest, body: TransportRequest['body']): void {
  if (!body) return void sent.end();
  const source = Readable.from(body, { objectMode: false });
  sent.once('close', () => source.destroy());
  // In place of a pipeline, which ends the request without the reason.
  source.on('error', (error) => sent.destroy(error)).pipe(sent);
}

function limitConnecting(sent: ClientRequest, { protocol, host }: URL, timeoutMs: number): void {
  sent.once('socket', (socket) => {
    if (!socket.connecting) return;
    const end = limitWait(systemClock, timeoutMs, () => {
      sent.destroy(failureOf('ETIMEDOUT', `${host} took no connection in ${timeoutMs} ms`));
    });
    socket.once(protocol === 'https:' ? 'secureConnect' : 'connect', end).once('close', end);
  });
}

function failureOf(code: string, message: string): Error {
  return Object.assign(new Error(message), { code });
}

function drop(response: IncomingMessage): void {
  response.destroy();
}

function wrap(response: IncomingMessage, signal: AbortSignal): TransportResponse {
  const stop = (): void => void response.destroy(failureOf('ECONNABORTED', 'stopped'));
  if (signal.aborted) stop();
  signal.addEventListener('abort', stop, { once: true });
  response.once('close', () => signal.removeEventListener('abort', stop));
  return {
    status: response.statusCode ?? 0,
    header: (name) => response.headersDistinct[name]?.join(', '),
    body: response as AsyncIterable<Uint8Array>,
    discard: () => void response.destroy(),
  };
}
