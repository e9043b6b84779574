/**
 * How long ago something was, by whatever clock noted it, in milliseconds. A time ahead of now comes from a clock that was
 * wrong, and counts as if it were as far back: what is near now stays young, and nothing is young for good.
 */
export function ageMs(now: number, then: number): number {
  return Math.abs(now - then);
}
