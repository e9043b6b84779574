import { request } from 'node:http';
import type { Exchange } from './captures.ts';

export interface Reply {
  readonly status: number;
  /** Several of one name are joined. */
  readonly headers: Readonly<Record<string, string | undefined>>;
  readonly setsCookie: boolean;
  readonly body: Buffer;
}

/** Asks a server what was asked of the recorded one, byte for byte in its path: no URL object comes near it. */
export function replay(base: string, exchange: Exchange): Promise<Reply> {
  const { hostname, port, pathname } = new URL(base);
  const { method, headers } = exchange.request;
  const path = `${pathname.replace(/\/$/, '')}${exchange.request.path}`;
  const named = Object.entries(headers).map(([name, value]) => [name, value.replace(/<token:(.+)>/, '$1')]);
  return new Promise((resolve, reject) => {
    const sent = request({ hostname, port, path, method, headers: Object.fromEntries(named) }, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.once('error', reject);
      response.once('end', () => {
        const { 'set-cookie': cookies, ...rest } = response.headers;
        resolve({
          status: response.statusCode ?? 0,
          headers: rest as Record<string, string>,
          setsCookie: cookies !== undefined,
          body: Buffer.concat(chunks),
        });
      });
    });
    sent.once('error', reject).end();
  });
}
