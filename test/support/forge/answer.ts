import type { IncomingMessage } from 'node:http';
import type { Caller } from './access.ts';
import type { ForgeContent } from './content.ts';
import type { ForgeOptions } from './options.ts';
import type { ServedFile } from './servedFile.ts';
import type { Manners } from './versions.ts';

/** An answer before it is written. `file` is served with ranges and validators. */
export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
  readonly file?: ServedFile;
  /** Sent without its length. */
  readonly chunked?: boolean;
}

/** Everything that a route needs to know about a request. */
export interface Ask {
  readonly request: IncomingMessage;
  /** The body of the request. */
  readonly sent: Buffer;
  readonly content: ForgeContent;
  readonly caller: Caller;
  /** The path segments below the sub-path, each decoded. */
  readonly path: readonly string[];
  readonly query: URLSearchParams;
  /** The address that the server believes to be its own, with a trailing slash. */
  readonly root: string;
  /** The path of that address, for redirects. */
  readonly rootPath: string;
  /** The manners of its version. */
  readonly manners: Manners;
  readonly options: ForgeOptions;
}

export const NO_CACHE = { 'cache-control': 'max-age=0, private, must-revalidate, no-transform' };

export function json(value: unknown, status = 200, headers: Record<string, string> = {}): Answer {
  const body = Buffer.from(`${JSON.stringify(value)}\n`);
  return { status, headers: { ...NO_CACHE, 'content-type': 'application/json;charset=utf-8', ...headers }, body };
}

export function apiError(ask: Ask, status: number, message: string, more: Record<string, unknown> = {}): Answer {
  return json({ message, url: `${ask.root}api/swagger`, ...more }, status);
}

/** The API's own 404. Its wording follows the caller's language. */
export function apiNotFound(ask: Ask): Answer {
  const german = ask.request.headers['accept-language']?.startsWith('de');
  const message = german ? 'Das Ziel konnte nicht gefunden werden.' : "The target couldn't be found.";
  return apiError(ask, 404, message, { errors: [] });
}

export function text(status: number, body: string, headers: Record<string, string> = {}): Answer {
  return { status, headers: { 'content-type': 'text/plain; charset=utf-8', ...headers }, body: Buffer.from(body) };
}

/** The 404 of the web part for callers that want no page. */
export const notFoundText = (): Answer =>
  text(404, 'Not found.\n', { ...NO_CACHE, 'content-type': 'text/plain;charset=utf-8' });

/** The router's answer if it has no route. */
export const unrouted = (): Answer => text(404, '404 page not found\n', NO_CACHE);

export function redirect(status: 301 | 303 | 307, location: string): Answer {
  const words = { 301: 'Moved Permanently', 303: 'See Other', 307: 'Temporary Redirect' }[status];
  const body = Buffer.from(`<a href="${location}">${words}</a>.\n\n`);
  return { status, headers: { ...NO_CACHE, 'content-type': 'text/html; charset=utf-8', location }, body };
}

export function page(title: string, body = ''): Answer {
  const html = `<!DOCTYPE html>\n<html lang="en-US"><head><title>${title}</title></head><body>${body}</body></html>\n`;
  return { status: 200, headers: { ...NO_CACHE, 'content-type': 'text/html; charset=utf-8' }, body: Buffer.from(html) };
}

export function file(served: ServedFile): Answer {
  return { status: 200, headers: {}, body: Buffer.alloc(0), file: served };
}
