import { randomInt } from 'node:crypto';
import { createServer, request as ask } from 'node:http';
import type { IncomingMessage, Server } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { writeAnswer } from './wireAnswer.ts';
import type { WireAnswer, WriteOptions } from './wireAnswer.ts';
import { THIS_SYSTEM } from '../thisSystem.ts';

/** Turns the n-th answer since this was set, from 0, into what is sent. */
export type Spoil = (answer: WireAnswer, hit: number) => WireAnswer;

export interface FaultServerOptions extends WriteOptions {
  /** The server whose answers are spoilt. */
  readonly upstream: string;
  readonly tls?: { readonly key: string; readonly cert: string };
  /** The paths of the requests to spoil. */
  readonly target: RegExp;
}

export interface FaultServer {
  /** The URL, with a trailing slash. */
  readonly url: string;
  /** Sets the fault from now on. */
  spoil(fault: Spoil | undefined): void;
  /** Closes the port and all connections. */
  vanish(): Promise<void>;
  /** Opens the port again. */
  appear(): Promise<void>;
  close(): Promise<void>;
}

/** Stands in front of another server and spoils its answers, down to the bytes and the end of the connection. */
export async function startFaultServer(options: FaultServerOptions): Promise<FaultServer> {
  let fault: Spoil | undefined;
  let hits = 0;
  const respond = async (request: IncomingMessage): Promise<void> => {
    const answer = await askUpstream(options.upstream, request);
    const changed = fault && options.target.test(request.url ?? '') ? fault(answer, hits++) : answer;
    await writeAnswer(request.socket, changed, options);
  };
  const server: Server = options.tls ? createTlsServer(options.tls) : createServer();
  // The response object stays unused, because the output is not always HTTP.
  server.on('request', (request: IncomingMessage) => void respond(request).catch(() => request.socket.destroy()));
  server.on('tlsClientError', () => undefined);
  const host = options.tls ? '127.0.0.1' : ownAddress();
  await listen(server, 0, host);
  const { port } = server.address() as AddressInfo;
  const vanish = async (): Promise<void> => {
    if (!server.listening) return;
    const closed = new Promise((resolve) => server.close(resolve));
    server.closeAllConnections();
    await closed;
  };
  return {
    url: `${options.tls ? 'https' : 'http'}://${host}:${port}/`,
    spoil(next) {
      fault = next;
      hits = 0;
    },
    vanish,
    appear: async () => {
      if (!server.listening) await listen(server, port, host);
    },
    close: vanish,
  };
}

/**
 * A loopback address that nobody else uses, so that no other process takes the port while this server is away. macOS has
 * only one of the addresses that start with 127.
 */
function ownAddress(): string {
  if (!THIS_SYSTEM.loopbacks) return '127.0.0.1';
  const [a, b, c] = [randomInt(256), randomInt(256), randomInt(2, 255)];
  return `127.${a}.${b}.${c}`;
}

function listen(server: Server, port: number, host: string): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject).listen(port, host, () => resolve());
  });
}

async function askUpstream(upstream: string, { url = '/', headers }: IncomingMessage): Promise<WireAnswer> {
  const answer = await new Promise<IncomingMessage>((resolve, reject) => {
    ask(new URL(url, upstream), { headers, agent: false }, resolve).once('error', reject).end();
  });
  const { 'content-length': _length, 'transfer-encoding': _framing, connection: _connection, ...rest } = answer.headers;
  const plain = Object.entries(rest).map(([name, value]) => [name, String(value)] as const);
  return { status: answer.statusCode ?? 0, headers: Object.fromEntries(plain), body: await buffer(answer) };
}
