/**
 * The time since an event in milliseconds, whichever clock recorded it. A time in the future comes from a wrong clock and
 * counts as equally far in the past: a time near now stays young, and nothing stays young forever.
 */
export function ageMs(now: number, then: number): number {
  return Math.abs(now - then);
}
