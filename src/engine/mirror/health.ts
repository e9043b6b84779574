import { ageMs } from '../age.ts';
import type { EngineError } from '../errors.ts';
import type { Clock } from '../ports.ts';

/** A mirror that failed this often in a row is skipped. */
const MAX_FAILURES = 3;
/** Longer than most runs take; a window that stays open tries again. */
export const REST_MS = 10 * 60_000;

interface Health {
  failures: number;
  failedAt: number;
  isToldOf: boolean;
}

/** Which mirrors are worth asking. A missing file does not count as a failure. */
export class MirrorHealth {
  readonly #clock: Clock;
  readonly #mirrors = new Map<string, Health>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  isResting(mirror: string): boolean {
    const health = this.#mirrors.get(mirror);
    if (!health || health.failures < MAX_FAILURES) return false;
    if (ageMs(this.#clock.now(), health.failedAt) < REST_MS) return true;
    this.#mirrors.delete(mirror);
    return false;
  }

  /** Notes a failure. Returns whether to report it: once for each mirror until it works again. */
  failed(mirror: string): boolean {
    const health = this.#healthOf(mirror);
    health.failures += 1;
    health.failedAt = this.#clock.now();
    return this.refused(mirror);
  }

  /** As `failed`, for a mirror that works and asks for fewer requests. */
  refused(mirror: string): boolean {
    const health = this.#healthOf(mirror);
    const isNews = !health.isToldOf;
    health.isToldOf = true;
    return isNews;
  }

  #healthOf(mirror: string): Health {
    const health = this.#mirrors.get(mirror) ?? { failures: 0, failedAt: 0, isToldOf: false };
    this.#mirrors.set(mirror, health);
    return health;
  }

  /** It answered as it should, so earlier failures do not add up. */
  answered(mirror: string): void {
    const health = this.#mirrors.get(mirror);
    if (health) health.failures = 0;
  }
}

/** Whether the mirror just does not have the file. */
export function isMiss(error: EngineError): boolean {
  return error.is('notFound') || error.is('gone');
}
