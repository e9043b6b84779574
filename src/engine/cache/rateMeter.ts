/** How fast old samples lose weight: a change of speed shows within seconds, a hiccup hardly at all. */
const FADE_MS = 2500;
/** Over less time than this, a rate would be a guess. */
const WATCH_MS = 500;

/** Bytes per second as an exponentially weighted mean over time, however unevenly it is sampled. Times in milliseconds. */
export class RateMeter {
  #bytes: number;
  #at: number;
  readonly #startedAt: number;
  #rate: number | undefined;

  /** `bytes` are there already and were not received now. */
  constructor(bytes: number, now: number) {
    this.#bytes = bytes;
    this.#at = now;
    this.#startedAt = now;
  }

  sample(bytes: number, now: number): void {
    const elapsedMs = now - this.#at;
    if (elapsedMs <= 0) return;
    // A transfer that had to start over has fewer than before.
    const rate = (Math.max(0, bytes - this.#bytes) / elapsedMs) * 1000;
    const weight = 1 - Math.exp(-elapsedMs / FADE_MS);
    this.#rate = this.#rate === undefined ? rate : this.#rate + weight * (rate - this.#rate);
    this.#bytes = bytes;
    this.#at = now;
  }

  /** `undefined` until there is enough data. */
  get bytesPerSecond(): number | undefined {
    return this.#at - this.#startedAt < WATCH_MS ? undefined : this.#rate;
  }
}

/** Milliseconds until the rest has arrived, or `undefined` if unknown. */
export function timeLeftMs(restBytes: number, bytesPerSecond: number | undefined): number | undefined {
  if (bytesPerSecond === undefined || bytesPerSecond < 1) return undefined;
  return (Math.max(0, restBytes) / bytesPerSecond) * 1000;
}
