import { ageMs } from '../age.ts';
import type { RateAdvice } from './rateHeaders.ts';

/** How often one server may be asked. Pure: decides from times, and has no effects. */
export interface Pace {
  /** When its last hold began, in milliseconds since the epoch. */
  readonly since: number;
  /** How long that hold lasts. Never longer than `MAX_HOLD_MS`, whatever a server says. */
  readonly forMs: number;
  /** How far requests are kept apart, in steps: one more with each refusal, one less with each good answer after a few. */
  readonly level: number;
  /** Good answers in a row. */
  readonly good: number;
}

export const NO_PACE: Pace = { since: 0, forMs: 0, level: 0, good: 0 };

/** After this, one request is sent to find out. */
export const MAX_HOLD_MS = 15 * 60_000;
/** For servers that refuse without giving a time, or that give zero. */
const MIN_HOLD_MS = 1000;
/** `npm run fleet -- --simulate` shows what these two cost: refusals against the time until all are done. */
export const MAX_LEVEL = 7;
const GOOD_TO_EASE = 3;
const FIRST_GAP_MS = 125;
const MAX_SPREAD_MS = 30_000;

/**
 * How much of the hold is left. A hold that begins in the future, because a clock moved or the file is forged, ends after
 * twice its time at the latest.
 */
export function leftMs({ since, forMs }: Pace, now: number): number {
  return Math.max(0, forMs - ageMs(now, since));
}

/** How far apart requests are while the server is near its limit. */
export function gapMs({ level }: Pace): number {
  return level === 0 ? 0 : FIRST_GAP_MS * 2 ** (level - 1);
}

/** Over how long the first requests after a hold are spread, so that all who wait do not return at the same moment. */
export function spreadMs(pace: Pace): number {
  return Math.min(MAX_SPREAD_MS, Math.max(MIN_HOLD_MS, pace.forMs / 4, gapMs(pace)));
}

/** The pace after a refusal, or after an answer that used up a quota. */
export function slower(pace: Pace, { pauseMs, refused }: RateAdvice, at: { sentAt: number; now: number }): Pace {
  const { sentAt, now } = at;
  // Requests already in flight at the first refusal add no information.
  const isNews = refused && sentAt - pace.since >= pace.forMs;
  const level = isNews ? Math.min(MAX_LEVEL, pace.level + 1) : pace.level;
  const askedMs = pauseMs ?? MIN_HOLD_MS * 2 ** Math.max(0, level - 1);
  const forMs = Math.min(MAX_HOLD_MS, Math.max(refused ? MIN_HOLD_MS : 0, askedMs, leftMs(pace, now)));
  return { since: now, forMs, level, good: 0 };
}

/** The pace after a normal response. */
export function easier(pace: Pace): Pace {
  if (pace.level === 0) return pace;
  const good = pace.good + 1;
  return { ...pace, good, level: good < GOOD_TO_EASE ? pace.level : pace.level - 1 };
}

/** Merges the pace known to this process with the one that another process wrote. */
export function joined(own: Pace, other: Pace | undefined, now: number): Pace {
  if (!other || leftMs(other, now) <= leftMs(own, now)) return own;
  return { ...other, level: Math.max(own.level, other.level), good: 0 };
}
