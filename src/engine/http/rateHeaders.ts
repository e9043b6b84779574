import type { Exchange } from './exchange.ts';
import { parseRetryAfter } from './retry.ts';

/** What a response says about its server's rate limit. */
export interface RateAdvice {
  /** How long to send nothing, in milliseconds; `undefined` if the server does not say. */
  readonly pauseMs: number | undefined;
  /** Whether this request was refused for its rate; otherwise it was the last that is answered for a while. */
  readonly refused: boolean;
}

type Answer = Pick<Exchange, 'status' | 'header'>;

/**
 * Servers are wrong about the rest of a quota more often than about a refusal, so a success holds requests back no longer
 * than this. If it was right about more, the next answer is a refusal.
 */
const MAX_FOREWARNED_MS = 60_000;

/**
 * Reads 429, 503 with `Retry-After`, and the headers about quotas: `RateLimit` (draft-ietf-httpapi-ratelimit-headers),
 * `RateLimit-Remaining` and `-Reset` of its early drafts, and `X-RateLimit-*`. `undefined` if nothing is to be done.
 */
export function rateAdvice(answer: Answer, now: number): RateAdvice | undefined {
  const retryAfterMs = parseRetryAfter(answer.header('retry-after'), now);
  const spent = spentQuotas(answer, now);
  if (answer.status === 429) return { pauseMs: retryAfterMs ?? longest(spent), refused: true };
  if (answer.status === 503 && retryAfterMs !== undefined) return { pauseMs: retryAfterMs, refused: true };
  const pauseMs = longest(spent);
  return pauseMs ? { pauseMs: Math.min(pauseMs, MAX_FOREWARNED_MS), refused: false } : undefined;
}

function longest(pausesMs: readonly number[]): number | undefined {
  return pausesMs.length > 0 ? Math.max(...pausesMs) : undefined;
}

/** How long each quota stays empty that has nothing left. */
function spentQuotas(answer: Answer, now: number): readonly number[] {
  const limits = parseRateLimit(answer.header('ratelimit'));
  const windows = parseRateLimit(answer.header('ratelimit-policy'));
  const named = limits.flatMap(({ name, values }) => {
    const policy = windows.find((one) => one.name === name)?.values;
    const left = values.get('r') ?? values.get('remaining');
    const seconds = values.get('t') ?? values.get('reset') ?? policy?.get('w');
    return left === 0 && seconds !== undefined ? [seconds * 1000] : [];
  });
  const plain = ['ratelimit', 'x-ratelimit'].flatMap((prefix) => {
    const left = answer.header(`${prefix}-remaining`)?.trim();
    const resetMs = left === '0' ? parseReset(answer.header(`${prefix}-reset`), now) : undefined;
    return resetMs === undefined ? [] : [resetMs];
  });
  return [...named, ...plain];
}

/** One quota, by its name, with its numbers: `r` left, `t` seconds to its reset, `w` seconds of its window. */
interface Quota {
  readonly name: string;
  readonly values: ReadonlyMap<string, number>;
}

const MAX_HEADER_CHARS = 2000;

/**
 * The items of `RateLimit` or `RateLimit-Policy`: `"burst";r=0;t=30, "daily";r=812`, or of an early draft `limit=100,
 * remaining=0, reset=30`, which is one quota without a name. Anything else is left out.
 */
export function parseRateLimit(text = ''): readonly Quota[] {
  const items = text.slice(0, MAX_HEADER_CHARS).split(',');
  const numbers = items.map((item) => numbersIn(item.split(';')));
  const isEarly = items.some((item) => /^\s*(?:limit|remaining|reset)\s*=/i.test(item));
  if (isEarly) return [{ name: '', values: new Map(numbers.flatMap((one) => [...one])) }];
  return items.map((item, index) => ({
    name: item.split(';', 1)[0]?.trim().replaceAll('"', '') ?? '',
    values: numbers[index] ?? new Map<string, number>(),
  }));
}

function numbersIn(parameters: readonly string[]): ReadonlyMap<string, number> {
  return new Map(
    parameters.flatMap((parameter): readonly (readonly [string, number])[] => {
      const [, key, digits] = /^\s*([a-z]{1,12})\s*=\s*(\d{1,12})\s*$/i.exec(parameter) ?? [];
      return key !== undefined && digits !== undefined ? [[key.toLowerCase(), Number(digits)]] : [];
    }),
  );
}

/** Later than 2001 as seconds since the epoch, and longer than any window as seconds from now. */
const EPOCH_SECONDS = 1_000_000_000;

/** Some servers send the seconds to the reset, others its time, in seconds since the epoch. */
function parseReset(text: string | undefined, now: number): number | undefined {
  const digits = /^\s*(\d{1,12})(?:\.\d{1,6})?\s*$/.exec(text ?? '')?.[1];
  if (digits === undefined) return undefined;
  const seconds = Number(digits);
  return seconds < EPOCH_SECONDS ? seconds * 1000 : Math.max(0, seconds * 1000 - now);
}
