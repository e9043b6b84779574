import { request } from 'node:http';
import { createServer } from 'node:http';
import type { Server } from 'node:http';
import { connect } from 'node:net';

/** A proxy like that of a company, which records its requests. */
export class RecordingProxy {
  /** `CONNECT host:port`, or `GET http://…` for a forwarded request. */
  readonly asked: string[] = [];
  /** All headers of the forwarded requests and of those that open a tunnel. */
  readonly headers: string[] = [];
  /** The `user:password` that it requires. */
  credentials: string | undefined;
  /** The status with which it refuses every tunnel. */
  refusal: number | undefined;

  readonly server: Server = createServer((incoming, response) => {
    this.#note(`${incoming.method} ${incoming.url}`, incoming.rawHeaders);
    if (!this.#isKnown(incoming.headers['proxy-authorization'])) return response.writeHead(407).end();
    const { 'proxy-authorization': _, ...headers } = incoming.headers;
    const outgoing = request(incoming.url ?? '', { method: incoming.method, headers }, (answer) => {
      response.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.pipe(response);
    });
    return outgoing.on('error', () => response.destroy()).end();
  }).on('connect', ({ url = '', rawHeaders, headers }, socket) => {
    this.#note(`CONNECT ${url}`, rawHeaders);
    const status = this.#isKnown(headers['proxy-authorization']) ? this.refusal : 407;
    if (status !== undefined) return socket.end(`HTTP/1.1 ${status} No\r\nContent-Length: 0\r\n\r\n`);
    const { hostname, port } = new URL(`http://${url}`);
    const upstream = connect(Number(port), hostname, () => {
      socket.write('HTTP/1.1 200 OK\r\n\r\n');
      upstream.pipe(socket).pipe(upstream);
    });
    for (const [one, other] of [[socket, upstream] as const, [upstream, socket] as const]) {
      one.on('error', () => other.destroy()).on('close', () => other.destroy());
    }
    return undefined;
  });

  #isKnown(sent: string | undefined): boolean {
    const { credentials } = this;
    return credentials === undefined || sent === `Basic ${Buffer.from(credentials).toString('base64')}`;
  }

  #note(asked: string, rawHeaders: readonly string[]): void {
    this.asked.push(asked);
    this.headers.push(...rawHeaders);
  }
}
