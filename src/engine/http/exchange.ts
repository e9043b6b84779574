import { EngineError } from '../errors.ts';
import type { Clock, Log, Transport, TransportResponse } from '../ports.ts';
import { asFailure } from './failure.ts';
import { redactUrl } from './redact.ts';
import { EMPTY_WINDOW, limitWait, nextWindow } from './waitLimit.ts';
import type { RateWindow } from './waitLimit.ts';

interface ExchangeOptions {
  readonly transport: Transport;
  readonly clock: Clock;
  readonly log: Log;
  readonly headersTimeoutMs: number;
  readonly idleTimeoutMs: number;
}

/** The response to one request. Its body keeps the time limits and the log line; its failures are the engine's errors. */
export interface Exchange {
  readonly url: URL;
  readonly status: number;
  readonly header: (name: string) => string | undefined;
  readonly body: AsyncIterable<Uint8Array>;
  /** Releases the connection and writes the log line. Idempotent. */
  discard(): void;
}

/**
 * One request without redirects or retries. Connecting and waiting for headers share one time limit. For the body only
 * stalling is limited, or a trickle that amounts to stalling (see `nextWindow`), and only while the caller waits for it: a
 * slow reader is not a slow server.
 *
 * @throws EngineError `network`, `timeout`; the signal's own reason on abort
 */
export async function exchange(
  url: URL,
  headers: Readonly<Record<string, string>>,
  outer: AbortSignal,
  options: ExchangeOptions,
): Promise<Exchange> {
  const { transport, clock, log, headersTimeoutMs } = options;
  const startedAt = clock.now();
  const timeout = new AbortController();
  const signal = AbortSignal.any([outer, timeout.signal]);
  const endWait = limitWait(clock, headersTimeoutMs, () =>
    timeout.abort(timeoutError(url, 'headers', headersTimeoutMs)),
  );
  const report = (status: string, bytes: number): void =>
    log.info(`GET ${redactUrl(url)} ${status} ${bytes} B ${clock.now() - startedAt} ms`);
  try {
    signal.throwIfAborted();
    const response = await transport.send({ url, headers, signal });
    return guard(url, response, { report, timeout, signal, clock, idleTimeoutMs: options.idleTimeoutMs });
  } catch (error) {
    const failure = asFailure(error, url.host, signal);
    report(failure instanceof EngineError ? failure.code : 'aborted', 0);
    throw failure;
  } finally {
    endWait();
  }
}

function timeoutError(url: URL, phase: 'headers' | 'body', timeoutMs: number, what = `no ${phase}`): EngineError {
  const { host } = url;
  return new EngineError('timeout', `${host} sent ${what} for ${timeoutMs} ms`, { host, phase, timeoutMs });
}

interface Guard {
  readonly report: (status: string, bytes: number) => void;
  readonly timeout: AbortController;
  readonly signal: AbortSignal;
  readonly clock: Clock;
  readonly idleTimeoutMs: number;
}

function guard(
  url: URL,
  response: TransportResponse,
  { report, timeout, signal, clock, idleTimeoutMs }: Guard,
): Exchange {
  let receivedBytes = 0;
  let ended = false;
  const end = (): void => {
    if (ended) return;
    ended = true;
    response.discard();
    report(String(response.status), receivedBytes);
  };
  async function* body(): AsyncGenerator<Uint8Array> {
    const iterator = response.body[Symbol.asyncIterator]();
    let window: RateWindow | undefined = EMPTY_WINDOW;
    try {
      for (;;) {
        const endWait = limitWait(clock, idleTimeoutMs, () => timeout.abort(timeoutError(url, 'body', idleTimeoutMs)));
        let waitedMs = 0;
        const next = await iterator.next().finally(() => (waitedMs = endWait()));
        if (next.done) return;
        const bytes = next.value.byteLength;
        receivedBytes += bytes;
        window = nextWindow(window, { waitedMs, bytes }, idleTimeoutMs);
        if (!window) throw timeoutError(url, 'body', idleTimeoutMs, 'next to nothing');
        yield next.value;
      }
    } catch (error) {
      throw asFailure(error, url.host, signal);
    } finally {
      // A reader that stops early closes the connection; waiting for that could take as long as the server likes.
      void iterator.return?.()?.catch(() => undefined);
      end();
    }
  }
  return { url, status: response.status, header: (name) => response.header(name), body: body(), discard: end };
}
