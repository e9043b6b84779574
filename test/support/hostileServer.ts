import { createServer } from 'node:http';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Asset } from '../../src/engine/index.ts';

/** A server that answers as a test tells it, however wrong that is. */
export interface HostileServer extends AsyncDisposable {
  /** The base URL, with a trailing slash. */
  readonly base: string;
  readonly requests: readonly IncomingMessage[];
}

/** `answer` gets the number of the request, from 1. */
export async function startHostileServer(
  answer: (request: IncomingMessage, response: ServerResponse, number: number) => void,
): Promise<HostileServer> {
  const requests: IncomingMessage[] = [];
  const server = createServer((request, response) => answer(request, response, requests.push(request)));
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
  return {
    base: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
    requests,
    [Symbol.asyncDispose]: () => {
      server.closeAllConnections();
      return new Promise((resolve) => void server.close(() => resolve()));
    },
  };
}

/** Serves a file correctly: the whole file, or the rest if the condition holds. */
export function serveRest(request: IncomingMessage, response: ServerResponse, body: Buffer, etag?: string): void {
  const from = /bytes=(\d+)-/.exec(`${request.headers.range}`)?.[1];
  const headers = { 'content-type': 'application/octet-stream', ...(etag && { etag }) };
  const condition = request.headers['if-range'];
  if (from === undefined || (condition !== undefined && condition !== etag)) {
    response.writeHead(200, { ...headers, 'content-length': body.length });
    response.end(body);
    return;
  }
  const range = `bytes ${from}-${body.length - 1}/${body.length}`;
  response.writeHead(206, { ...headers, 'content-range': range, 'content-length': body.length - Number(from) });
  response.end(body.subarray(Number(from)));
}

/** An attachment of the instance at `base`, as listed. */
export function hostileAsset(base: string, sizeBytes: number, rest: Partial<Asset> = {}): Asset {
  return {
    instance: base,
    source: { kind: 'release', owner: 'a', repo: 'r' },
    version: 'v1',
    name: 'x.bin',
    upstreamId: 'u-1',
    storage: 'attachment',
    sizeBytes,
    digests: {},
    ...rest,
  };
}
