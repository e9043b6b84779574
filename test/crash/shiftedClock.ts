import type { Clock } from '../../src/engine/ports.ts';
import { systemClock } from '../../src/engine/systemClock.ts';

/** The system's clock, so many milliseconds later. */
export function shiftedClock(ms: number): Clock {
  return { now: () => systemClock.now() + ms, after: (delayMs, callback) => systemClock.after(delayMs, callback) };
}
