import { setTimeout as sleep } from 'node:timers/promises';
import type { TransportRequest, TransportResponse } from '../../src/engine/ports.ts';
import type { Transport } from '../../src/engine/index.ts';

/** A request as it left this process. */
export interface Seen {
  /** The base URL of the instance that it was made for. */
  readonly base: string;
  readonly origin: string;
  readonly path: string;
  readonly authorized: boolean;
  readonly range: string | undefined;
  status: number | undefined;
  totalCount: number | undefined;
  /** Whether a later request may ask for the rest of this file. */
  resumable: boolean;
  redirectedTo: string | undefined;
  bodyBytes: number;
}

/** Far more than a run needs. A mistake must not become a burden for somebody's server. */
const MAX_REQUESTS = 400;
/** The pause between two requests to a server that is not on this machine. */
const GAP_MS = 150;

/** All requests, oldest first. */
export class Traffic {
  readonly seen: Seen[] = [];
  readonly #limits = new Set<{ readonly end: number; readonly stop: AbortController }>();
  #turn: Promise<void> = Promise.resolve();

  /** The requests that were sent while `work` ran. */
  async during<T>(work: () => Promise<T>): Promise<{ readonly result: T; readonly seen: readonly Seen[] }> {
    const before = this.seen.length;
    const result = await work();
    return { result, seen: this.seen.slice(before) };
  }

  /** The result, or `undefined` if it takes more than `count` requests; then it is aborted. */
  async atMost<T>(count: number, work: (signal: AbortSignal) => Promise<T>): Promise<T | undefined> {
    const stop = new AbortController();
    const limit = { end: this.seen.length + count, stop };
    this.#limits.add(limit);
    try {
      return await work(stop.signal);
    } catch (error) {
      if (stop.signal.aborted) return undefined;
      throw error;
    } finally {
      this.#limits.delete(limit);
    }
  }

  /** The transport with a record of each request, at a polite pace. */
  record(inner: Transport, base: string): Transport {
    return {
      send: async (request) => {
        const seen = this.#enter(request, base);
        await this.#wait(request.url);
        const response = await inner.send(request);
        seen.status = response.status;
        const total = response.header('x-total-count');
        seen.totalCount = total === undefined ? undefined : Number(total);
        seen.resumable =
          (response.header('etag') ?? '').startsWith('"') || response.header('last-modified') !== undefined;
        seen.redirectedTo = originOf(response.header('location'), request.url);
        return { ...response, header: (name) => response.header(name), body: count(response, seen) };
      },
    };
  }

  #enter({ url, headers }: TransportRequest, base: string): Seen {
    if (this.seen.length >= MAX_REQUESTS) throw new Error(`more than ${MAX_REQUESTS} requests`);
    for (const { end, stop } of this.#limits) if (this.seen.length >= end) stop.abort();
    const { origin, pathname: path } = url;
    const empty = { status: undefined, totalCount: undefined, resumable: false, redirectedTo: undefined, bodyBytes: 0 };
    const authorized = headers['authorization'] !== undefined;
    const seen: Seen = { base, origin, path, authorized, range: headers['range'], ...empty };
    this.seen.push(seen);
    return seen;
  }

  async #wait({ hostname }: URL): Promise<void> {
    if (hostname === '127.0.0.1' || hostname === 'localhost' || hostname === '[::1]') return;
    const turn = this.#turn;
    this.#turn = turn.then(() => sleep(GAP_MS));
    await turn;
  }
}

function originOf(location: string | undefined, at: URL): string | undefined {
  return location !== undefined && URL.canParse(location, at.href) ? new URL(location, at).origin : undefined;
}

async function* count({ body }: TransportResponse, seen: Seen): AsyncGenerator<Uint8Array> {
  for await (const chunk of body) {
    seen.bodyBytes += chunk.byteLength;
    yield chunk;
  }
}

/** The requests that sent a token where it does not belong: to another origin, or outside the path of the instance. */
export function leaks(seen: readonly Pick<Seen, 'base' | 'origin' | 'path' | 'authorized'>[]): typeof seen {
  return seen.filter(({ base, origin, path, authorized }) => {
    const home = new URL(base);
    return authorized && !(origin === home.origin && path.startsWith(home.pathname));
  });
}
