import type { Clock } from '../../src/engine/ports.ts';

/** How much faster time passes for the engine, so that its own time limits and delays can be waited for. */
export const HURRY = 50;

export interface HurriedClock extends Clock {
  /** Moves on at once. Timers that run are not hurried further. */
  skip(ms: number): void;
  /** How much faster than real time the timers that start from now on run. */
  hurryTimers(factor: number): void;
}

/** A clock that runs from noon of today, so that no run sees the day change. */
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
