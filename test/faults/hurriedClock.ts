import type { Clock } from '../../src/engine/ports.ts';

/** How much faster time passes for the engine, so that its own time limits and delays can be waited for. */
export const HURRY = 50;

/** A clock that runs from noon of today, so that no run sees the day change. */
export function createHurriedClock(): Clock {
  const noon = new Date().setUTCHours(12, 0, 0, 0);
  const startedAt = performance.now();
  return {
    now: () => noon + (performance.now() - startedAt) * HURRY,
    after: (delayMs, callback) => {
      const timer = setTimeout(callback, delayMs / HURRY).unref();
      return () => clearTimeout(timer);
    },
  };
}
