import type { IncomingMessage, ServerResponse } from 'node:http';
import { HttpClient } from '../../src/engine/http/httpClient.ts';
import type { HttpClientOptions, HttpRequest } from '../../src/engine/http/httpClient.ts';
import { createUndiciTransport } from '../../src/engine/index.ts';
import { FakeClock, settle } from './fakeClock.ts';
import { startServer } from './forge/loopback.ts';
import type { LoopbackServer } from './forge/loopback.ts';
import { MemoryLog } from './memoryLog.ts';

export type Respond = (request: IncomingMessage, response: ServerResponse) => void;

export function plain(status: number, headers: Record<string, string> = {}, body = ''): Respond {
  return (_request, response) => response.writeHead(status, headers).end(body);
}

/** A server that answers by script and then `done`, and the parts that an `HttpClient` needs. Time stands still. */
export class HttpRig {
  readonly clock = new FakeClock();
  readonly log = new MemoryLog();
  readonly transport = createUndiciTransport();
  readonly server: LoopbackServer;
  script: Respond[] = [];
  #asked = Promise.withResolvers<IncomingMessage>();

  private constructor(server: LoopbackServer) {
    this.server = server;
  }

  static async start(): Promise<HttpRig> {
    const rig: HttpRig = new HttpRig(
      await startServer((request, response) => {
        rig.#asked.resolve(request);
        (rig.script.shift() ?? plain(200, {}, 'done'))(request, response);
      }),
    );
    return rig;
  }

  /** The next request that arrives. */
  asked(): Promise<IncomingMessage> {
    this.#asked = Promise.withResolvers();
    return this.#asked.promise;
  }

  get options(): HttpClientOptions {
    const { transport, clock, log } = this;
    return { transport, clock, log, userAgent: () => 'forgejo-artifacts/1', random: () => 0.5 };
  }

  /** A client whose time limits are out of reach, so that time may pass while it waits for a retry. */
  client(options: Partial<HttpClientOptions> = {}): HttpClient {
    const timeouts = (): { headersTimeoutMs: number; idleTimeoutMs: number } => ({
      headersTimeoutMs: 1e12,
      idleTimeoutMs: 1e12,
    });
    return new HttpClient({ ...this.options, timeouts, ...options });
  }

  request(options: Partial<HttpRequest> = {}): HttpRequest {
    const url = new URL(`${this.server.origin}/first`);
    return { url, headersFor: () => ({}), signal: new AbortController().signal, ...options };
  }

  get host(): string {
    return new URL(this.server.origin).host;
  }

  get paths(): string[] {
    return this.server.requests.map(({ path }) => path);
  }

  /** Lets time pass until the call has settled. */
  async patiently<T>(call: Promise<T>): Promise<T> {
    const settled = call.then(
      () => true,
      () => true,
    );
    while (!(await Promise.race([settled, settle().then(() => false)]))) await this.clock.advance(1000);
    return call;
  }

  /** Lets the first try fail, and waits until the client waits for the second. */
  async backOff(): Promise<void> {
    while (this.log.lines.length !== 1 || this.clock.pending !== 1) await settle();
  }

  async close(): Promise<void> {
    await this.server.close();
    await this.transport.close();
  }
}
