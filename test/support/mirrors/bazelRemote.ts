import { hash } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { buffer } from 'node:stream/consumers';
import { zstdCompressSync } from 'node:zlib';
import { startServer } from '../forge/loopback.ts';
import type { LoopbackServer } from '../forge/loopback.ts';

export interface BazelRemoteOptions {
  /** The `user:password` that it requires, like `--htpasswd_file`. */
  readonly user?: string;
}

/** A cache that answers over HTTP like bazel-remote 2.6.1, and as strictly. */
export interface BazelRemote extends LoopbackServer {
  readonly blobs: Map<string, Buffer>;
  /** Replaces the next answers to GET. */
  readonly script: ((request: IncomingMessage, response: ServerResponse) => void)[];
}

/**
 * Ignores ranges, refuses bytes that do not match the digest in their name, requires a length, and sends zstd to clients
 * that accept it.
 */
export async function startBazelRemote({ user }: BazelRemoteOptions = {}): Promise<BazelRemote> {
  const blobs = new Map<string, Buffer>();
  const script: BazelRemote['script'] = [];
  const wanted = user && `Basic ${Buffer.from(user).toString('base64')}`;
  const server = await startServer((request, response) => {
    const [, sha256] = /^\/cas\/([0-9a-f]{64})$/.exec(request.url ?? '') ?? [];
    if (wanted && request.headers.authorization !== wanted) return refuse(request, response, 401);
    if (sha256 === undefined) return refuse(request, response, 400);
    if (request.method === 'PUT') return void put(request, response, { blobs, sha256 });
    const scripted = request.method === 'GET' ? script.shift() : undefined;
    if (scripted) return scripted(request, response);
    const bytes = blobs.get(sha256);
    if (!bytes) return refuse(request, response, 404);
    give(request, response, bytes);
  });
  return { ...server, blobs, script };
}

function refuse(request: IncomingMessage, response: ServerResponse, status: number): void {
  request.resume();
  response.writeHead(status).end();
}

function give(request: IncomingMessage, response: ServerResponse, bytes: Buffer): void {
  const isZstd = /\bzstd\b/.test(request.headers['accept-encoding'] ?? '');
  const body = isZstd ? zstdCompressSync(bytes) : bytes;
  const encoding = isZstd ? { 'content-encoding': 'zstd' } : {};
  const type = { 'content-type': 'application/octet-stream' };
  response.writeHead(200, { ...type, ...encoding, 'content-length': body.length });
  response.end(request.method === 'HEAD' ? undefined : body);
}

async function put(
  request: IncomingMessage,
  response: ServerResponse,
  { blobs, sha256 }: { readonly blobs: Map<string, Buffer>; readonly sha256: string },
): Promise<void> {
  if (request.headers['content-length'] === undefined) return refuse(request, response, 400);
  const bytes = await buffer(request);
  if (hash('sha256', bytes) !== sha256) return void response.writeHead(500).end("checksums don't match");
  blobs.set(sha256, bytes);
  response.writeHead(200).end();
}
