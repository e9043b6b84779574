import type { Clock } from '../ports.ts';

/** Granularity of a limit: a stall of this process counts as one step at most. */
const STEPS = 20;

/**
 * Calls `onLate` once this process has waited for `limitMs`. A server is not slow because this process is: a time in which
 * it did not run, since the machine was busy or asleep, counts as a twentieth of the limit at most, and what arrived
 * meanwhile is handled before `onLate` is called.
 * @returns ends the wait, and returns how many milliseconds of it counted
 */
export function limitWait(clock: Clock, limitMs: number, onLate: () => void): () => number {
  const stepMs = limitMs / STEPS;
  let steps = 0;
  let isOver = false;
  let startedAt: number;
  let stop: () => void;
  const next = (): void => {
    startedAt = clock.now();
    stop = clock.after(stepMs, () => {
      steps += 1;
      if (steps < STEPS) return next();
      // Timers run before sockets are read, so this lets a response that has arrived be read first.
      setImmediate(() => {
        if (!isOver) onLate();
      });
    });
  };
  next();
  return () => {
    isOver = true;
    stop();
    const current = steps === STEPS ? 0 : Math.min(stepMs, Math.max(0, clock.now() - startedAt));
    return steps * stepMs + current;
  };
}
