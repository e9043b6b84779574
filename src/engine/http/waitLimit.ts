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

/** How much of a body arrived in the current window. */
export interface RateWindow {
  /** The time spent waiting for the server; time that the reader took does not count. */
  readonly waitedMs: number;
  readonly bytes: number;
}

/** Slower than any line that people download over, but faster than a server that keeps a connection alive byte by byte. */
export const MINIMUM_BYTES_PER_SECOND = 1024;

export const EMPTY_WINDOW: RateWindow = { waitedMs: 0, bytes: 0 };

/**
 * The window after `bytes` arrived in `waitedMs`, or `undefined` if a full window had too few: a trickling body counts as
 * stalled. Windows do not overlap, so a fast one does not make up for the next. Pure.
 */
export function nextWindow(window: RateWindow, chunk: RateWindow, windowMs: number): RateWindow | undefined {
  const waitedMs = window.waitedMs + chunk.waitedMs;
  const bytes = window.bytes + chunk.bytes;
  if (waitedMs < windowMs) return { waitedMs, bytes };
  return (bytes * 1000) / waitedMs < MINIMUM_BYTES_PER_SECOND ? undefined : EMPTY_WINDOW;
}
