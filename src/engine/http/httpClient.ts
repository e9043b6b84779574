import { EngineError } from '../errors.ts';
import type { Clock, Log, Transport } from '../ports.ts';
import { exchange } from './exchange.ts';
import type { Exchange } from './exchange.ts';
import type { Gate } from './gate.ts';
import { isSuccess, peekText, readBodyText } from './readBody.ts';
import { checkChain, redirectTarget } from './redirects.ts';
import { DEFAULT_RETRY, isRetryableReason, isRetryableStatus, parseRetryAfter, retryDelayMs } from './retry.ts';
import type { RetryOptions } from './retry.ts';
import { untilAbort } from './untilAbort.ts';
import { wait } from '../wait.ts';

interface Timeouts {
  /** From the start of a request to its headers. */
  readonly headersTimeoutMs: number;
  /** How long a body may stall while the caller waits for it. */
  readonly idleTimeoutMs: number;
}

export const DEFAULT_TIMEOUTS: Timeouts = { headersTimeoutMs: 30_000, idleTimeoutMs: 60_000 };

/** Where requests wait while a server asks for it. */
export interface Holding {
  readonly gate: Gate;
  /** The rate-limit key: an instance, or a host that it redirects to. */
  readonly keyOf: (url: URL) => string;
  /** How long one call waits for that in all, in milliseconds. Read at each call. */
  readonly patienceMs: () => number;
}

export interface HttpClientOptions {
  readonly transport: Transport;
  readonly clock: Clock;
  readonly log: Log;
  /** Read at each request. */
  readonly userAgent: () => string;
  /** Read at each request. @default DEFAULT_TIMEOUTS */
  readonly timeouts?: () => Timeouts;
  readonly retry?: Partial<RetryOptions>;
  /** @default a refusal for the rate concerns one call, which is tried again like after any other failure */
  readonly holding?: Holding | undefined;
  /** Aborted at shutdown: every call then rejects with its reason, as for its own signal. */
  readonly closing?: AbortSignal | undefined;
  /** For the jitter of retries; in [0, 1). @default Math.random */
  readonly random?: () => number;
}

export interface HttpRequest {
  readonly url: URL;
  /**
   * Returns the headers for one hop: called for the first URL (`previous` is undefined) and for the target of each redirect,
   * again for each attempt. This decides who sees a credential. Throws to refuse the hop.
   */
  readonly headersFor: (
    url: URL,
    previous: URL | undefined,
  ) => Record<string, string> | Promise<Record<string, string>>;
  /** Maps a redirect to its real target, for servers that are wrong about their own address. @default the given target */
  readonly relocate?: (target: URL) => URL;
  readonly signal: AbortSignal;
}

/** How long one call may still wait for a server that limits requests. */
interface Patience {
  leftMs: number;
}

/** The end of a redirect chain. */
interface Reached {
  readonly answer: Exchange;
  /** How long the server refuses requests like this, if it refused this one for its rate. */
  readonly refusedForMs: number | undefined;
}

/** A response with its body: the whole of it after a success, its start after a refusal. */
interface TextAnswer {
  readonly answer: Exchange;
  readonly text: string;
}

/**
 * GET requests with redirects followed here, time limits, retries and one log line each. Knows only HTTP: a status that is
 * not retried is a result. Bodies are requested uncompressed (`identity`), because a compressed one has other bytes and
 * another length under the same ETag.
 */
export class HttpClient {
  readonly #options: Required<Omit<HttpClientOptions, 'retry' | 'closing' | 'holding'>>;
  readonly #holding: Holding | undefined;
  readonly #closing: readonly AbortSignal[];
  readonly #retry: RetryOptions;

  constructor(options: HttpClientOptions) {
    this.#options = { timeouts: () => DEFAULT_TIMEOUTS, random: Math.random, ...options };
    this.#retry = { ...DEFAULT_RETRY, ...options.retry };
    this.#holding = options.holding;
    this.#closing = options.closing ? [options.closing] : [];
  }

  /** Milliseconds since the epoch, for times in headers. */
  now(): number {
    return this.#options.clock.now();
  }

  /**
   * Returns the response at the end of the redirect chain. A retry starts at the first URL again, because signed storage
   * addresses expire. The caller must read the body or discard it.
   *
   * @throws EngineError `network`, `timeout`, `redirect`, and what `headersFor` throws; the signal's reason on abort
   */
  send(request: HttpRequest): Promise<Exchange> {
    return this.#persist(this.#untilClosed(request), (answer) => Promise.resolve(answer));
  }

  /**
   * Like `send`, with the body as text. A connection that drops in the middle of the body is retried too.
   *
   * @throws EngineError also `tooLarge` if a success has more than `limitBytes`
   */
  sendForText(request: HttpRequest, limitBytes: number): Promise<TextAnswer> {
    const wanted = this.#untilClosed(request);
    return this.#persist(wanted, async (answer) => {
      const text = isSuccess(answer.status) ? await readBodyText(answer, limitBytes) : await peekText(answer);
      wanted.signal.throwIfAborted();
      return { answer, text };
    });
  }

  #untilClosed(request: HttpRequest): HttpRequest {
    return { ...request, signal: AbortSignal.any([request.signal, ...this.#closing]) };
  }

  async #persist<T>(request: HttpRequest, use: (answer: Exchange) => Promise<T>): Promise<T> {
    const { random, clock } = this.#options;
    const patience: Patience = { leftMs: this.#holding?.patienceMs() ?? 0 };
    let spentMs = 0;
    for (let attempt = 1; ;) {
      const delayFor = (retryAfterMs?: number): number | undefined =>
        retryDelayMs({ attempt, spentMs, retryAfterMs }, this.#retry, random);
      const outcome = await this.#try(request, use, { patience, delayFor });
      if ('value' in outcome) return outcome.value;
      // The gate waits before the next request.
      if ('held' in outcome) continue;
      await wait(clock, outcome.delayMs, request.signal);
      spentMs += outcome.delayMs;
      attempt += 1;
    }
  }

  async #try<T>(
    request: HttpRequest,
    use: (answer: Exchange) => Promise<T>,
    { patience, delayFor }: { patience: Patience; delayFor: (retryAfterMs?: number) => number | undefined },
  ): Promise<{ readonly value: T } | { readonly delayMs: number } | { readonly held: true }> {
    try {
      const { answer, refusedForMs } = await this.#follow(request, patience);
      if (refusedForMs !== undefined) {
        if (refusedForMs > patience.leftMs) return { value: await use(answer) };
        answer.discard();
        return { held: true };
      }
      const retryAfterMs = parseRetryAfter(answer.header('retry-after'), this.now());
      const delayMs = isRetryableStatus(answer.status) ? delayFor(retryAfterMs) : undefined;
      if (delayMs === undefined) return { value: await use(answer) };
      answer.discard();
      return { delayMs };
    } catch (error) {
      const broken = error instanceof EngineError && error.is('network') && isRetryableReason(error.facts.reason);
      const delayMs = broken ? delayFor() : undefined;
      if (delayMs === undefined) throw error;
      return { delayMs };
    }
  }

  async #follow({ url, headersFor, relocate, signal }: HttpRequest, patience: Patience): Promise<Reached> {
    let previous: URL | undefined;
    for (let followed = 0; ; followed += 1) {
      signal.throwIfAborted();
      await this.#pass(url, patience, signal);
      const own = await untilAbort(Promise.resolve(headersFor(url, previous)), signal);
      const { answer, refusedForMs } = await this.#ask(url, own, signal);
      try {
        const target = redirectTarget(answer);
        if (!target) return { answer, refusedForMs };
        checkChain(answer.url, followed);
        previous = url;
        url = relocate?.(target) ?? target;
      } catch (error) {
        answer.discard();
        throw error;
      }
      answer.discard();
    }
  }

  async #pass(url: URL, patience: Patience, signal: AbortSignal): Promise<void> {
    if (!this.#holding) return;
    const { gate, keyOf } = this.#holding;
    patience.leftMs -= await gate.pass(keyOf(url), url, { patienceMs: patience.leftMs, signal });
  }

  /** One request. What its answer says about the rate is noted for all others. */
  async #ask(url: URL, own: Record<string, string>, signal: AbortSignal): Promise<Reached> {
    const { transport, clock, log, userAgent, timeouts } = this.#options;
    const sentAt = clock.now();
    const headers = { 'user-agent': userAgent(), 'accept-encoding': 'identity', ...own };
    const answer = await exchange(url, headers, signal, { transport, clock, log, ...timeouts() });
    const refusedForMs = await this.#holding?.gate.note(this.#holding.keyOf(url), answer, sentAt);
    return { answer, refusedForMs };
  }
}
