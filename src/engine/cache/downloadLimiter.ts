import { EngineError } from '../errors.ts';
import type { Clock, DownloadCounter } from '../ports.ts';

interface DownloadLimiterOptions {
  readonly counter: DownloadCounter;
  readonly clock: Clock;
  /** How many downloads each user may run at once. Read at each decision. */
  readonly concurrent: () => number;
  /** How many downloads each user may make per UTC day; 0 means no limit. Read at each decision. */
  readonly perDay: () => number;
}

/** A slot in use. Must be released exactly once. */
export interface DownloadSlot {
  /**
   * Counts one download of the day; call it right before the first request. Does not wait for it if there is no limit.
   * @throws EngineError `limited`
   */
  count(): Promise<void>;
  /** Frees the slot and then waits for the count, or for `failed` takes it back. */
  release(outcome: 'done' | 'failed'): Promise<void>;
}

interface Waiter {
  readonly start: () => void;
  readonly onQueued: (position: number) => void;
  position: number | undefined;
}

interface UserQueue {
  running: number;
  readonly queue: Waiter[];
}

const DAY_MS = 24 * 60 * 60 * 1000;

/**
 * Limits the downloads of a user: how many run at once, first come first served, and how many are made on one UTC day. The
 * first is counted in this process, the second durably through `DownloadCounter`. Cache hits do not count.
 */
export class DownloadLimiter {
  readonly #options: DownloadLimiterOptions;
  readonly #queues = new Map<string, UserQueue>();

  constructor(options: DownloadLimiterOptions) {
    this.#options = options;
  }

  /**
   * Waits for a free slot. `onQueued` is called with the position in the queue (1 is next) when waiting starts and whenever the
   * position changes. Rejects with the signal's reason on abort, without leaving anything behind.
   */
  async enter(user: string, signal: AbortSignal, onQueued: (position: number) => void): Promise<DownloadSlot> {
    signal.throwIfAborted();
    await this.#wait(user, signal, onQueued);
    return this.#slot(user);
  }

  /** Downloads counted today, the limit (0 means none), and when the count starts again (milliseconds since the epoch). */
  async usedToday(
    user: string,
  ): Promise<{ readonly count: number; readonly limit: number; readonly resetsAt: number }> {
    const day = this.#day();
    const count = await this.#options.counter.read(counterKey(user, day));
    return { count, limit: this.#options.perDay(), resetsAt: (day + 1) * DAY_MS };
  }

  /** Starts waiting downloads after the limit was raised. */
  refresh(): void {
    for (const user of this.#queues.keys()) this.#advance(user);
  }

  #wait(user: string, signal: AbortSignal, onQueued: (position: number) => void): Promise<void> {
    const userQueue = this.#queues.get(user) ?? { running: 0, queue: [] };
    this.#queues.set(user, userQueue);
    return new Promise((resolve, reject) => {
      const leave = (): void => {
        userQueue.queue.splice(userQueue.queue.indexOf(waiter), 1);
        this.#advance(user);
        reject(signal.reason as Error);
      };
      const waiter: Waiter = {
        onQueued,
        position: undefined,
        start: () => {
          signal.removeEventListener('abort', leave);
          resolve();
        },
      };
      signal.addEventListener('abort', leave, { once: true });
      userQueue.queue.push(waiter);
      this.#advance(user);
    });
  }

  #slot(user: string): DownloadSlot {
    let counted: string | undefined;
    let counting: Promise<void> | undefined;
    let released = false;
    return {
      count: async () => {
        if (counted !== undefined) return;
        if (this.#options.perDay() > 0) counted = await this.#count(user);
        else {
          counted = counterKey(user, this.#day());
          counting = this.#options.counter.add(counted);
          // Looked at by `release`.
          counting.catch(() => undefined);
        }
      },
      release: async (outcome) => {
        if (released) return;
        released = true;
        const userQueue = this.#queues.get(user);
        if (userQueue) userQueue.running -= 1;
        this.#advance(user);
        await counting;
        if (outcome === 'failed' && counted) await this.#options.counter.decrement(counted);
      },
    };
  }

  /** Counts before it compares, so that two windows cannot both take the last one. */
  async #count(user: string): Promise<string> {
    const day = this.#day();
    const key = counterKey(user, day);
    const limit = this.#options.perDay();
    const count = await this.#options.counter.increment(key);
    if (count > limit) {
      await this.#options.counter.decrement(key);
      throw new EngineError('limited', `today's limit of ${limit} downloads is used up`, {
        limit,
        resetsAt: (day + 1) * DAY_MS,
      });
    }
    return key;
  }

  /** Starts who may start and tells the others their position. */
  #advance(user: string): void {
    const userQueue = this.#queues.get(user);
    if (!userQueue) return;
    const concurrent = Math.max(1, this.#options.concurrent());
    while (userQueue.running < concurrent && userQueue.queue.length > 0) {
      userQueue.running += 1;
      userQueue.queue.shift()?.start();
    }
    userQueue.queue.forEach((waiter, index) => tellPosition(waiter, index + 1));
    if (userQueue.running === 0 && userQueue.queue.length === 0) this.#queues.delete(user);
  }

  #day(): number {
    return Math.floor(this.#options.clock.now() / DAY_MS);
  }
}

function tellPosition(waiter: Waiter, position: number): void {
  if (waiter.position === position) return;
  waiter.position = position;
  waiter.onQueued(position);
}

/** The day as a date, which tells old counters from new ones. */
function counterKey(user: string, day: number): string {
  return `${new Date(day * DAY_MS).toISOString().slice(0, 10)} ${user}`;
}
