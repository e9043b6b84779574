import { request } from 'node:http';

export interface Reply {
  readonly status: number;
  /** Headers of the same name are joined. */
  readonly headers: Readonly<Record<string, string | undefined>>;
  readonly setsCookie: boolean;
  /** The part of the body that arrived. */
  readonly body: Buffer;
  /** Whether the connection ended before the body did. */
  readonly cut: boolean;
}

export interface Question {
  /** @default 'GET' */
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** Called with the size of the body so far. */
  readonly onBody?: (receivedBytes: number) => void;
  readonly signal?: AbortSignal;
}

/** Sends a request over plain HTTP with exactly the given path; a URL object would change it. Follows no redirects. */
export function ask(base: string, path: string, question: Question = {}): Promise<Reply> {
  const { hostname, port, pathname } = new URL(base);
  const { method = 'GET', headers = {}, onBody, signal } = question;
  const target = { hostname, port, method, headers, path: `${pathname.replace(/\/$/, '')}${path}` };
  return new Promise((resolve, reject) => {
    const sent = request({ ...target, ...(signal && { signal }) }, (response) => {
      const chunks: Buffer[] = [];
      const finish = (cut: boolean): void => {
        const { 'set-cookie': cookies, ...rest } = response.headers;
        const named = rest as Record<string, string>;
        const body = Buffer.concat(chunks);
        resolve({ status: response.statusCode ?? 0, headers: named, setsCookie: cookies !== undefined, body, cut });
      };
      response.on('data', (chunk: Buffer) => {
        chunks.push(chunk);
        onBody?.(chunks.reduce((sum, { length }) => sum + length, 0));
      });
      response.once('error', () => finish(true));
      response.once('end', () => finish(false));
    });
    sent.once('error', reject).end();
  });
}
