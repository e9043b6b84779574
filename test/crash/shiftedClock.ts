import type { Clock } from '../../src/engine/ports.ts';
import { systemClock } from '../../src/engine/systemClock.ts';

/** The system's clock, `ms` later. */
export function shiftedClock(ms: number): Clock {
  return { now: () => systemClock.now() + ms, after: (delayMs, callback) => systemClock.after(delayMs, callback) };
}

/** Waiting for another process polls several times a second; heartbeats and timeouts are longer. */
const LOOKS_AGAIN_MS = 1000;

/**
 * The same clock, which also adds up the time spent waiting for other processes. Unlike the elapsed time, this sum does not
 * grow with the load of the machine.
 */
export function patientClock(ms: number): { readonly clock: Clock; readonly waitedMs: () => number } {
  const shifted = shiftedClock(ms);
  let waitedMs = 0;
  const after: Clock['after'] = (delayMs, callback) =>
    shifted.after(delayMs, () => {
      if (delayMs < LOOKS_AGAIN_MS) waitedMs += delayMs;
      callback();
    });
  return { clock: { now: () => shifted.now(), after }, waitedMs: () => waitedMs };
}
