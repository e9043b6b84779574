import { createServer } from 'node:http';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { gzipSync } from 'node:zlib';
import { callerOf } from './access.ts';
import type { Answer, ForgeVersion } from './answer.ts';
import type { ForgeContent } from './content.ts';
import { Faults, hidesLength, spoil, writeBody } from './faults.ts';
import { route } from './route.ts';
import { serveFile } from './serveFile.ts';

export interface ForgeOptions {
  readonly content: ForgeContent;
  /** @default '12.0.4' */
  readonly version?: ForgeVersion;
  /** Where it lives on its host, without slashes at its ends. @default '' */
  readonly subPath?: string;
  readonly signInRequired?: boolean;
  /** What the server believes its address to be, with a trailing slash. @default its real one */
  readonly foreignRootUrl?: string;
  /** Behind a proxy that decodes `%2F`, as Forgejo's own documentation sets up nginx for a sub-path. */
  readonly decodingProxy?: boolean;
  /** Behind a proxy that compresses whatever it may. */
  readonly compressingProxy?: boolean;
  /** @default any free one */
  readonly port?: number;
}

export interface SeenRequest {
  readonly method: string;
  /** As it came over the wire. */
  readonly path: string;
  readonly headers: IncomingMessage['headers'];
}

export interface Forge {
  /** The base to configure: sub-path included, with a trailing slash. */
  readonly url: string;
  readonly content: ForgeContent;
  readonly faults: Faults;
  /** All that was asked, oldest first. */
  readonly requests: SeenRequest[];
  close(): Promise<void>;
}

/** Starts a server with Forgejo's observable behaviour on a loopback port. */
export async function startForge(options: ForgeOptions): Promise<Forge> {
  const { content, subPath = '', port = 0 } = options;
  const faults = new Faults();
  const requests: SeenRequest[] = [];
  const prefix = subPath ? `/${subPath}/` : '/';
  const server = createServer((request, response) => {
    const path = request.url ?? '/';
    requests.push({ method: request.method ?? '', path, headers: request.headers });
    const { port: actual } = server.address() as AddressInfo;
    respond(request, response, { ...options, faults, prefix, origin: `http://127.0.0.1:${actual}` });
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject).listen(port, '127.0.0.1', resolve);
  });
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}${prefix}`;
  return { url, content, faults, requests, close: () => close(server) };
}

function close(server: Server): Promise<void> {
  server.closeAllConnections();
  return new Promise((resolve) => server.close(() => resolve()));
}

interface Setting extends ForgeOptions {
  readonly faults: Faults;
  readonly prefix: string;
  readonly origin: string;
}

function respond(request: IncomingMessage, response: ServerResponse, setting: Setting): void {
  const { faults, prefix, origin, content, foreignRootUrl } = setting;
  const url = new URL(`http://forge${request.url ?? '/'}`);
  // The raw path: a URL object would have resolved what must stay as it was sent.
  const raw = (request.url ?? '/').split('?')[0] ?? '/';
  if (!raw.startsWith(prefix)) return write(request, response, { status: 404, headers: {}, body: Buffer.alloc(0) });
  const below = raw.slice(prefix.length);
  const fault = faults.take(below);
  if (fault?.kind === 'silence') return;
  const root = foreignRootUrl ?? `${origin}${prefix}`;
  const ask = {
    request,
    content,
    caller: callerOf(content, request.headers.authorization),
    path: segments(setting.decodingProxy ? decode(below) : below),
    query: url.searchParams,
    root,
    rootPath: new URL(root).pathname,
    version: setting.version ?? '12.0.4',
  };
  const found = route(ask, setting.signInRequired ?? false);
  const headers = fault?.kind === 'ignoreRange' ? { ...request.headers, range: undefined } : request.headers;
  const plain = found.file ? serveFile(found.file, { headers }) : found;
  const compressed = setting.compressingProxy ? compress(request, plain) : plain;
  const answer = fault ? spoil(compressed, fault) : compressed;
  const { status, body } = answer;
  const chunked = hidesLength(fault) || status === 304 || status === 405 || (!fault && compressed !== plain);
  const length = chunked || answer.headers['content-length'] ? {} : { 'content-length': String(body.length) };
  // The pages' part hands everybody a session, also with a file.
  const session = ask.path[0] === 'api' ? {} : { 'set-cookie': 'i_like_gitea=0123456789abcdef; Path=/; HttpOnly' };
  // The length comes last: Node rewrites a Content-Disposition that comes after it.
  response.writeHead(status, { ...session, ...answer.headers, ...length });
  if (request.method === 'HEAD' || status === 304) response.end();
  else writeBody(response, body, fault);
}

function write(request: IncomingMessage, response: ServerResponse, answer: Answer): void {
  response.writeHead(answer.status, answer.headers);
  response.end(request.method === 'HEAD' ? undefined : answer.body);
}

/** Repeated slashes are one, as in Forgejo's router; a segment that cannot be decoded is empty. */
function segments(path: string): string[] {
  return path
    .split('/')
    .filter((part) => part !== '')
    .map((part) => decode(part));
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return '';
  }
}

/** nginx with gzip for all types: the length goes and a strong ETag becomes a weak one. Partial answers are left alone. */
function compress(request: IncomingMessage, answer: Answer): Answer {
  const wanted = /\bgzip\b/.test(`${request.headers['accept-encoding']}`);
  if (!wanted || answer.status !== 200 || answer.body.length < 20) return answer;
  const { etag, 'accept-ranges': _ranges, ...rest } = answer.headers;
  const weak = etag && { etag: `W/${etag}` };
  return {
    ...answer,
    headers: { ...rest, ...weak, 'content-encoding': 'gzip' },
    body: gzipSync(answer.body),
  };
}
