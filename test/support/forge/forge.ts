import type { IncomingMessage, ServerResponse } from 'node:http';
import { gzipSync } from 'node:zlib';
import { callerOf } from './access.ts';
import { NO_CACHE } from './answer.ts';
import type { Answer, Ask } from './answer.ts';
import { attachmentChanges } from './attachments.ts';
import type { AttachmentChanges } from './attachments.ts';
import type { ForgeContent } from './content.ts';
import { Faults } from './faults.ts';
import { startServer } from './loopback.ts';
import type { LoopbackServer } from './loopback.ts';
import type { ForgeOptions } from './options.ts';
import { readSent } from './readSent.ts';
import { route } from './route.ts';
import { send } from './send.ts';
import { serveFile } from './serveFile.ts';
import { MANNERS } from './versions.ts';

export type { SeenRequest } from './loopback.ts';
export type { ForgeOptions } from './options.ts';

export interface Forge extends LoopbackServer, AttachmentChanges {
  /** The base URL to configure, with the sub-path and a trailing slash. */
  readonly url: string;
  readonly content: ForgeContent;
  readonly faults: Faults;
}

/** Starts a server with Forgejo's observable behaviour on a loopback port. */
export async function startForge(options: ForgeOptions): Promise<Forge> {
  const { content, subPath = '', port = 0 } = options;
  const faults = new Faults();
  const prefix = subPath ? `/${subPath}/` : '/';
  const loopback = await startServer((request, response) => {
    const setting = { ...options, faults, prefix, origin: loopback.origin };
    if (!SENDING.includes(request.method ?? '')) return respond(request, response, setting);
    readSent(request).then(
      (sent) => respond(request, response, { ...setting, sent }),
      () => response.destroy(),
    );
  }, port);
  return { ...loopback, ...attachmentChanges(content), url: `${loopback.origin}${prefix}`, content, faults };
}

const SENDING: readonly string[] = ['POST', 'PATCH', 'PUT'];

interface Setting extends ForgeOptions {
  /** The body of the request. */
  readonly sent?: Buffer;
  readonly faults: Faults;
  readonly prefix: string;
  readonly origin: string;
}

function respond(request: IncomingMessage, response: ServerResponse, setting: Setting): void {
  // The raw path, because a URL object would have resolved what must stay as sent.
  const [raw = '/'] = (request.url ?? '/').split('?');
  if (!raw.startsWith(setting.prefix)) {
    return send(request, response, { status: 404, headers: {}, body: Buffer.alloc(0) });
  }
  const seconds = setting.tooSoon?.();
  if (seconds !== undefined) {
    const headers = { 'retry-after': String(seconds) };
    return send(request, response, { status: 429, headers, body: Buffer.alloc(0) });
  }
  const below = raw.slice(setting.prefix.length);
  const fault = setting.faults.take(below);
  if (fault?.kind === 'silence') return;
  const ask = askOf(request, below, setting);
  const found = route(ask);
  const headers = fault?.kind === 'ignoreRange' ? { ...request.headers, range: undefined } : request.headers;
  const isAttachment = ask.path[0] !== 'api';
  const plain = found.file ? serveFile(found.file, { headers }, isAttachment ? ask.manners.ranges : 'go') : found;
  // The web part gives everybody a session, even with a file.
  const session = ask.path[0] === 'api' ? {} : { 'set-cookie': 'i_like_gitea=0123456789abcdef; Path=/; HttpOnly' };
  const answer = { ...plain, headers: inManner(ask, { ...session, ...plain.headers }) };
  send(request, response, setting.compressingProxy ? compress(request, answer) : answer, fault);
}

function inManner({ manners }: Ask, headers: Answer['headers']): Answer['headers'] {
  const isUncached = headers['cache-control'] === NO_CACHE['cache-control'];
  return isUncached ? { ...headers, 'cache-control': manners.noCache } : headers;
}

function askOf(request: IncomingMessage, below: string, setting: Setting): Ask {
  const root = setting.foreignRootUrl ?? `${setting.origin}${setting.prefix}`;
  return {
    request,
    sent: setting.sent ?? Buffer.alloc(0),
    content: setting.content,
    caller: callerOf(setting.content, request.headers.authorization),
    path: segments(setting.decodingProxy ? normalise(below) : below),
    query: new URL(`http://forge${request.url ?? '/'}`).searchParams,
    root,
    rootPath: new URL(root).pathname,
    manners: MANNERS[setting.version ?? '12.0.4'],
    options: setting,
  };
}

/** Repeated slashes count as one, as in Forgejo's router; a segment that cannot be decoded is empty. */
function segments(path: string): string[] {
  return path
    .split('/')
    .filter((part) => part !== '')
    .map((part) => decode(part));
}

/** Passes a path on like nginx with a configured path: decoded, and encoded again except for what was `%2F`. */
function normalise(path: string): string {
  return decode(path).replaceAll('%', '%25');
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return '';
  }
}

/**
 * Acts like nginx with gzip for all types: removes the length and makes a strong ETag weak. Partial answers are not changed.
 */
function compress(request: IncomingMessage, answer: Answer): Answer {
  const wanted = /\bgzip\b/.test(`${request.headers['accept-encoding']}`);
  if (!wanted || answer.status !== 200 || answer.body.length < 20) return answer;
  const { etag, 'accept-ranges': _ranges, ...rest } = answer.headers;
  const weak = etag && { etag: `W/${etag}` };
  const headers = { ...rest, ...weak, 'content-encoding': 'gzip' };
  return { ...answer, headers, body: gzipSync(answer.body), chunked: true };
}
