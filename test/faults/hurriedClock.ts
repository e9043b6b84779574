import type { Clock } from '../../src/engine/ports.ts';

/** How much faster time passes for the engine, so that a test can wait for its time limits and delays. */
export const HURRY = 50;

export interface HurriedClock extends Clock {
  /** Moves the clock forward at once. Running timers are not affected. */
  skip(ms: number): void;
  /** Sets how much faster than real time new timers run. */
  hurryTimers(factor: number): void;
}

/** A clock that starts at noon of today, so that no run sees the day change. */
export function createHurriedClock(): HurriedClock {
  let skippedMs = 0;
  let timerHurry = HURRY;
  const noon = new Date().setUTCHours(12, 0, 0, 0);
  const startedAt = performance.now();
  return {
    now: () => noon + skippedMs + (performance.now() - startedAt) * HURRY,
    skip: (ms) => void (skippedMs += ms),
    hurryTimers: (factor) => void (timerHurry = factor),
    after: (delayMs, callback) => {
      const timer = setTimeout(callback, delayMs / timerHurry).unref();
      return () => clearTimeout(timer);
    },
  };
}
