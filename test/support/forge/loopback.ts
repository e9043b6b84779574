import { createServer } from 'node:http';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface SeenRequest {
  readonly method: string;
  /** The path exactly as sent. */
  readonly path: string;
  readonly headers: IncomingMessage['headers'];
}

export interface LoopbackServer {
  readonly server: Server;
  /** The origin, without a trailing slash. */
  readonly origin: string;
  /** All requests, oldest first. */
  readonly requests: SeenRequest[];
  close(): Promise<void>;
}

/** A server on a loopback port (any free one for 0) that records its requests. */
export async function startServer(
  respond: (request: IncomingMessage, response: ServerResponse) => void,
  port = 0,
): Promise<LoopbackServer> {
  const requests: SeenRequest[] = [];
  const server = createServer((request, response) => {
    requests.push(seen(request));
    respond(request, response);
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject).listen(port, '127.0.0.1', resolve);
  });
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const close = (): Promise<void> => {
    server.closeAllConnections();
    return new Promise((resolve) => server.close(() => resolve()));
  };
  return { server, origin, requests, close };
}

export function seen({ method = '', url = '/', headers }: IncomingMessage): SeenRequest {
  return { method, path: url, headers };
}
