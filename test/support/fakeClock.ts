import type { Clock } from '../../src/engine/ports.ts';

interface Timer {
  readonly at: number;
  readonly run: () => void;
}

/** A clock that moves only on request. Timers run in order of their time, then of their creation. */
export class FakeClock implements Clock {
  #now: number;
  #timers: Timer[] = [];

  constructor(now = Date.UTC(2026, 10, 24, 12)) {
    this.#now = now;
  }

  now(): number {
    return this.#now;
  }

  after(delayMs: number, callback: () => void): () => void {
    const timer = { at: this.#now + Math.max(0, delayMs), run: callback };
    this.#timers.push(timer);
    return () => {
      this.#timers = this.#timers.filter((other) => other !== timer);
    };
  }

  /** The number of waiting timers. */
  get pending(): number {
    return this.#timers.length;
  }

  /** Moves time without running the timers that become due, as if this process were suspended. */
  stall(ms: number): void {
    this.#now += ms;
  }

  /** Moves time and runs the timers that become due. Lets promises settle after each timer. */
  async advance(ms: number): Promise<void> {
    const end = this.#now + ms;
    for (;;) {
      await settle();
      const next = this.#timers.filter((timer) => timer.at <= end).sort((a, b) => a.at - b.at)[0];
      if (!next) break;
      this.#timers = this.#timers.filter((timer) => timer !== next);
      this.#now = Math.max(this.#now, next.at);
      next.run();
    }
    this.#now = end;
    await settle();
  }
}

/** Lets everything that is ready run, without waiting for time. */
export function settle(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
