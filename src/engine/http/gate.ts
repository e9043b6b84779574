import { EngineError } from '../errors.ts';
import { keepLast } from '../keepLast.ts';
import type { Clock, Log } from '../ports.ts';
import { wait } from '../wait.ts';
import type { Exchange } from './exchange.ts';
import { NO_PACE, easier, gapMs, joined, leftMs, slower, spreadMs } from './pace.ts';
import type { Pace } from './pace.ts';
import { rateAdvice } from './rateHeaders.ts';
import type { SharedPaces } from './sharedPace.ts';

/** A server that asked to wait. */
export interface Hold {
  readonly host: string;
  /** When requests resume, in milliseconds since the epoch. */
  readonly until: number;
}

interface GateOptions {
  readonly clock: Clock;
  readonly log: Log;
  readonly shared: Pick<SharedPaces, 'read' | 'write'>;
  /** Called once for each hold that a request waits for. */
  readonly onHold?: ((hold: Hold) => void) | undefined;
  /** In [0, 1). @default Math.random */
  readonly random?: (() => number) | undefined;
}

interface Passing {
  /** How long this request may still wait. */
  readonly patienceMs: number;
  readonly signal: AbortSignal;
}

interface Server {
  host: string;
  pace: Pace;
  /** When the next request may go, while they are kept apart. */
  nextAt: number;
  toldOf: Pace | undefined;
}

const MAX_SERVERS = 200;
/** Shorter holds are not reported. */
const WORTH_TELLING_MS = 3000;

/**
 * Holds back all requests to a server that asked to wait, including those of other processes with the same cache directory,
 * and then resumes them slowly. The caller's keys identify the servers.
 */
export class Gate {
  readonly #options: GateOptions;
  /** The least recently used first. */
  readonly #servers = new Map<string, Server>();

  constructor(options: GateOptions) {
    this.#options = options;
  }

  /**
   * Resolves when a request may be sent, with the milliseconds of holds that it waited. Rejects with the signal's reason on
   * abort.
   * @throws EngineError `rateLimited` at once, if the server asks for a longer wait than the request has left
   */
  async pass(key: string, url: URL, { patienceMs, signal }: Passing): Promise<number> {
    const { clock, random = Math.random } = this.#options;
    const server = this.#serverOf(key, url);
    let waitedMs = 0;
    for (;;) {
      await this.#learn(key, server);
      const holdMs = leftMs(server.pace, clock.now());
      if (holdMs > patienceMs - waitedMs) throw held(url, clock.now() + holdMs);
      if (holdMs > 0) this.#tell(server, url, holdMs);
      const delayMs = holdMs > 0 ? holdMs + random() * spreadMs(server.pace) : this.#turn(server);
      const from = clock.now();
      if (delayMs > 0) await wait(clock, delayMs, signal);
      // Counts only the wait that the server asked for, even if the clock jumped; time in the queue never uses up a
      // request's patience.
      waitedMs += Math.min(holdMs, Math.max(0, clock.now() - from));
      if (holdMs === 0 && leftMs(server.pace, clock.now()) === 0) return waitedMs;
    }
  }

  /**
   * Notes what a response says about the rate. Returns how long the server refuses requests like this one, or `undefined`
   * if it did not refuse this one for its rate.
   */
  async note(
    key: string,
    answer: Pick<Exchange, 'url' | 'status' | 'header'>,
    sentAt: number,
  ): Promise<number | undefined> {
    const { clock, log, shared } = this.#options;
    const server = this.#serverOf(key, answer.url);
    const now = clock.now();
    const advice = rateAdvice(answer, now);
    if (!advice) {
      if (sentAt - server.pace.since >= server.pace.forMs) server.pace = easier(server.pace);
      return undefined;
    }
    server.pace = slower(server.pace, advice, { sentAt, now });
    const { forMs } = server.pace;
    log.info(`${answer.url.host} limits requests (${answer.status}): nothing is sent for ${forMs} ms`);
    await shared.write(key, server.pace).catch((error: unknown) => log.debug(`hold not shared: ${String(error)}`));
    return advice.refused ? Math.max(forMs, advice.pauseMs ?? 0) : undefined;
  }

  /**
   * Ends the holds of this process on a host, so that the next request finds out whether it answers again: for a person who
   * asks for that. Other processes that wait go on waiting. Never rejects.
   */
  async lift(host: string): Promise<void> {
    const { log, shared } = this.#options;
    for (const [key, server] of this.#servers) {
      if (server.host !== host) continue;
      server.pace = { ...server.pace, forMs: 0 };
      await shared.write(key, server.pace).catch((error: unknown) => log.debug(`hold not lifted: ${String(error)}`));
    }
  }

  /** Takes the next turn, and returns how long it is until then. */
  #turn(server: Server): number {
    const { clock, random = Math.random } = this.#options;
    const now = clock.now();
    const gap = gapMs(server.pace);
    // A turn that is further away was taken before the clock moved, or at a slower pace.
    const farthest = now + 100 * gap;
    const at = gap === 0 ? now : Math.min(Math.max(now, server.nextAt), farthest);
    server.nextAt = at + gap * (0.5 + random());
    return at - now;
  }

  async #learn(key: string, server: Server): Promise<void> {
    const other = await this.#options.shared.read(key);
    server.pace = joined(server.pace, other, this.#options.clock.now());
  }

  #tell(server: Server, { host }: URL, holdMs: number): void {
    if (server.toldOf?.since === server.pace.since || server.pace.forMs < WORTH_TELLING_MS) return;
    server.toldOf = server.pace;
    this.#options.onHold?.({ host, until: this.#options.clock.now() + holdMs });
  }

  #serverOf(key: string, { host }: URL): Server {
    const server = this.#servers.get(key) ?? { host, pace: NO_PACE, nextAt: 0, toldOf: undefined };
    keepLast(this.#servers, key, server, MAX_SERVERS);
    return server;
  }
}

function held({ host }: URL, retryAt: number): EngineError {
  const facts = { host, retryAt: Math.ceil(retryAt) };
  return new EngineError('rateLimited', `${host} asked to wait until ${facts.retryAt}`, facts);
}
