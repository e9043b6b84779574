import type { Hold } from '../engine/index.ts';
import { formatDuration, formatTime } from './format.ts';
import { t } from './translate.ts';

/** A time of day says more than a number of seconds only once it is some minutes away. */
const SOON_MS = 90_000;

/** Why nothing is sent to a server for a while. */
export function holdSentence({ host, until }: Hold, now: number): string {
  const leftMs = until - now;
  return leftMs < SOON_MS
    ? t('{0} is limiting requests for another {1}.', host, formatDuration(leftMs))
    : t('{0} is limiting requests until {1}.', host, formatTime(until));
}
