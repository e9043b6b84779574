import { once } from 'node:events';
import { createServer as createHttpServer } from 'node:http';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { createServer as createTcpServer } from 'node:net';
import type { AddressInfo, Server, Socket } from 'node:net';
import type { TransportResponse } from '../../src/engine/ports.ts';
import { createEditorTransport, createNodeTransport, createUndiciTransport } from '../../src/engine/index.ts';
import type { Transport } from '../../src/engine/index.ts';

type Closable = Transport & { close?(): Promise<void> };

/** All transports, each with a private CA if one is given. */
export const TRANSPORTS: Readonly<Record<string, (ca?: string) => Closable>> = {
  undiciTransport: (ca) => createUndiciTransport(ca ? { ca: [ca] } : {}),
  nodeTransport: (ca) => createNodeTransport({ ca: ca === undefined ? undefined : [ca] }),
  editorTransport: (ca) => createEditorTransport({ fetch: () => globalThis.fetch, ...(ca && { ca: [ca] }) }),
};

export const NEVER = new AbortController().signal;

export async function readAll(response: TransportResponse): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of response.body) chunks.push(chunk);
  return Buffer.concat(chunks);
}

/** Settles when the connection is closed. */
export function closed(socket: Socket): Promise<unknown> {
  return socket.closed ? Promise.resolve() : once(socket, 'close');
}

async function* pieces(body: AsyncIterable<Uint8Array> | Iterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  yield* body;
}

interface SendOptions {
  readonly headers?: Record<string, string>;
  readonly signal?: AbortSignal;
  readonly by?: Transport;
}

/** A transport and servers on loopback ports for one test; everything is closed after it. */
export class TransportRig {
  readonly #transport: Closable;
  readonly #servers: Server[] = [];
  readonly sockets = new Set<Socket>();

  constructor(transport: Closable) {
    this.#transport = transport;
  }

  /** The port that it listens on. */
  async listen(server: Server): Promise<number> {
    this.#servers.push(server);
    server.on('connection', (socket) => {
      this.sockets.add(socket);
      socket.on('error', () => undefined).on('close', () => this.sockets.delete(socket));
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    return (server.address() as AddressInfo).port;
  }

  async serve(respond: (request: IncomingMessage, response: ServerResponse) => void): Promise<string> {
    return `http://127.0.0.1:${await this.listen(createHttpServer(respond))}`;
  }

  /** Sends these bytes to every client, then lets the test handle the connection. */
  async say(text: string, then: (socket: Socket) => void): Promise<string> {
    const server = createTcpServer((socket) => {
      socket.once('data', () => socket.write(text, () => then(socket)));
    });
    return `http://127.0.0.1:${await this.listen(server)}`;
  }

  send(url: string, { headers = {}, signal = NEVER, by = this.#transport }: SendOptions = {}) {
    return by.send({ url: new URL(url), headers, signal });
  }

  put(url: string, body: AsyncIterable<Uint8Array> | Iterable<Uint8Array>, sizeBytes: number) {
    const headers = { 'content-length': String(sizeBytes) };
    return this.#transport.send({ url: new URL(url), method: 'PUT', headers, body: pieces(body), signal: NEVER });
  }

  async close(): Promise<void> {
    for (const socket of this.sockets) socket.destroy();
    await Promise.all(this.#servers.map((server) => new Promise((resolve) => server.close(resolve))));
    await this.#transport.close?.();
  }
}
