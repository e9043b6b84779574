import { EngineError } from '../errors.ts';
import type { Clock, Log, Transport } from '../ports.ts';
import { exchange } from './exchange.ts';
import type { Exchange } from './exchange.ts';
import { checkChain, redirectTarget } from './redirects.ts';
import { DEFAULT_RETRY, isRetryableReason, isRetryableStatus, parseRetryAfter, retryDelayMs } from './retry.ts';
import type { RetryOptions } from './retry.ts';
import { wait } from '../wait.ts';

export interface HttpClientOptions {
  readonly transport: Transport;
  readonly clock: Clock;
  readonly log: Log;
  /** Read at each request. */
  readonly userAgent: () => string;
  /** From the start of a request to its headers. @default 30_000 */
  readonly headersTimeoutMs?: number;
  /** How long a body may stand still while it is waited for. @default 60_000 */
  readonly idleTimeoutMs?: number;
  readonly retry?: Partial<RetryOptions>;
  /** For the jitter of retries; in [0, 1). @default Math.random */
  readonly random?: () => number;
}

export interface HttpRequest {
  readonly url: URL;
  /**
   * The headers for one hop: called for the first URL (`previous` is undefined) and for the target of each redirect, anew
   * for each try. This is where it is decided who sees a credential. Throws to refuse the hop.
   */
  readonly headersFor: (
    url: URL,
    previous: URL | undefined,
  ) => Record<string, string> | Promise<Record<string, string>>;
  readonly signal: AbortSignal;
}

/**
 * GET requests with redirects by hand, time limits, retries and one log line for each. It knows HTTP and nothing of what
 * is asked for: statuses that are not retried any more are answers.
 */
export class HttpClient {
  readonly #options: Required<Omit<HttpClientOptions, 'retry'>>;
  readonly #retry: RetryOptions;

  constructor(options: HttpClientOptions) {
    this.#options = { headersTimeoutMs: 30_000, idleTimeoutMs: 60_000, random: Math.random, ...options };
    this.#retry = { ...DEFAULT_RETRY, ...options.retry };
  }

  /** Milliseconds since the epoch, for what headers say about time. */
  now(): number {
    return this.#options.clock.now();
  }

  /**
   * The answer at the end of the redirect chain. A retry starts at the first URL again, because signed addresses of a
   * storage expire. The caller owns the answer: reads its body or discards it.
   *
   * @throws EngineError `network`, `timeout`, `redirect`, and what `headersFor` throws; the signal's reason on abort
   */
  async send(request: HttpRequest): Promise<Exchange> {
    let spentMs = 0;
    for (let attempt = 1; ; attempt += 1) {
      const outcome = await this.#try(request);
      const delay = outcome.retry
        ? retryDelayMs({ attempt, spentMs, retryAfterMs: outcome.retryAfterMs }, this.#retry, this.#options.random)
        : undefined;
      if (delay === undefined) {
        if ('error' in outcome) throw outcome.error;
        return outcome.answer;
      }
      if ('answer' in outcome) outcome.answer.discard();
      await wait(this.#options.clock, delay, request.signal);
      spentMs += delay;
    }
  }

  async #try(request: HttpRequest): Promise<Outcome> {
    try {
      const answer = await this.#follow(request);
      const retryAfterMs = parseRetryAfter(answer.header('retry-after'), this.now());
      return { answer, retry: isRetryableStatus(answer.status), retryAfterMs };
    } catch (error) {
      const retry = error instanceof EngineError && error.is('network') && isRetryableReason(error.facts.reason);
      return { error, retry, retryAfterMs: undefined };
    }
  }

  async #follow({ url, headersFor, signal }: HttpRequest): Promise<Exchange> {
    let previous: URL | undefined;
    for (let followed = 0; ; followed += 1) {
      signal.throwIfAborted();
      const headers = { 'user-agent': this.#options.userAgent(), ...(await headersFor(url, previous)) };
      const answer = await exchange(url, headers, signal, this.#options);
      try {
        const target = redirectTarget(answer);
        if (!target) return answer;
        checkChain(answer.url, followed);
        previous = url;
        url = target;
      } catch (error) {
        answer.discard();
        throw error;
      }
      answer.discard();
    }
  }
}

type Outcome = { readonly retry: boolean; readonly retryAfterMs: number | undefined } & (
  { readonly answer: Exchange } | { readonly error: unknown }
);
