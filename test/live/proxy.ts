import { createServer, request as httpRequest } from 'node:http';
import type { IncomingHttpHeaders, IncomingMessage, Server, ServerResponse } from 'node:http';
import { request as httpsRequest } from 'node:https';
import type { AddressInfo } from 'node:net';

/** A request as it arrived. */
export interface Arrival {
  readonly path: string;
  readonly authorization: string | undefined;
}

export interface ProxyOptions {
  /** The instance behind the proxy. */
  readonly upstream: string;
  /** The header to send to the instance, whatever the caller sent. */
  readonly authorizationFor: (arrived: string | undefined) => string | undefined;
}

/** Below this path the proxy is the instance; below any other it is a neighbour on the same host. */
const MOUNT = '/mount';
const HOP_BY_HOP = new Set(['connection', 'keep-alive', 'transfer-encoding', 'upgrade', 'te', 'trailer']);
const MAX_SNIFF_BYTES = 4 * 1024 * 1024;

/**
 * A reverse proxy on loopback. It makes the instance available at another origin, and records who sent which credential
 * where.
 */
export class RecordingProxy {
  readonly arrivals: Arrival[] = [];
  /** The origins of download addresses in the JSON that passed through. */
  readonly namedOrigins = new Set<string>();
  /** Returns where to redirect the caller, by the requested path. */
  redirect: (path: string) => string | undefined = () => undefined;
  readonly #options: ProxyOptions;
  readonly #server: Server;

  private constructor(options: ProxyOptions) {
    this.#options = options;
    this.#server = createServer((request, response) => this.#answer(request, response));
  }

  static async start(options: ProxyOptions): Promise<RecordingProxy> {
    const proxy = new RecordingProxy(options);
    await new Promise<void>((resolve, reject) => {
      proxy.#server.once('error', reject).listen(0, '127.0.0.1', resolve);
    });
    return proxy;
  }

  get origin(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  /** The base URL to configure. */
  get base(): string {
    return `${this.origin}${MOUNT}${new URL(this.#options.upstream).pathname}`;
  }

  close(): Promise<void> {
    this.#server.closeAllConnections();
    return new Promise((resolve) => this.#server.close(() => resolve()));
  }

  #answer(request: IncomingMessage, response: ServerResponse): void {
    const path = request.url ?? '/';
    this.arrivals.push({ path, authorization: request.headers.authorization });
    const location = this.redirect(path);
    if (location === undefined) return this.#forward(request, response);
    response.writeHead(302, { location, 'content-length': '0' }).end();
  }

  #forward(request: IncomingMessage, response: ServerResponse): void {
    const upstream = new URL(this.#options.upstream);
    const authorization = this.#options.authorizationFor(request.headers.authorization);
    const { host: _host, authorization: _authorization, ...rest } = plain(request.headers);
    const headers = { ...rest, 'accept-encoding': 'identity', ...(authorization && { authorization }) };
    const path = (request.url ?? '').replace(/^\/[^/]*/, '') || '/';
    const send = upstream.protocol === 'https:' ? httpsRequest : httpRequest;
    const asked = send(upstream.origin, { path, headers }, (answer) => {
      const location = answer.headers.location && this.#relocate(answer.headers.location, upstream.origin);
      response.writeHead(answer.statusCode ?? 502, { ...plain(answer.headers), ...(location && { location }) });
      this.#sniff(answer);
      answer.on('error', () => response.destroy()).pipe(response);
    });
    asked.on('error', () => response.destroy()).end();
    response.on('close', () => asked.destroy());
  }

  /** Replaces the instance's own address by that of this proxy. */
  #relocate(location: string, origin: string): string {
    const path = location.startsWith(`${origin}/`) ? location.slice(origin.length) : location;
    return path.startsWith('/') && !path.startsWith('//') ? `${MOUNT}${path}` : location;
  }

  #sniff(answer: IncomingMessage): void {
    if (!answer.headers['content-type']?.startsWith('application/json')) return;
    let text = '';
    answer.on('data', (chunk: Buffer) => (text += text.length < MAX_SNIFF_BYTES ? chunk.toString('latin1') : ''));
    answer.on('end', () => {
      for (const [, url = ''] of text.matchAll(/"browser_download_url":"([^"]+)"/g)) {
        if (URL.canParse(url)) this.namedOrigins.add(new URL(url).origin);
      }
    });
  }
}

function plain(headers: IncomingHttpHeaders): IncomingHttpHeaders {
  return Object.fromEntries(Object.entries(headers).filter(([name]) => !HOP_BY_HOP.has(name)));
}
