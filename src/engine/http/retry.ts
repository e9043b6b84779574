/** Decides what is retried and when. Pure. */

export interface RetryOptions {
  /** The number of attempts, including the first. @default 4 */
  readonly attempts: number;
  /** Upper bound of the first wait in milliseconds; doubles with each attempt. @default 300 */
  readonly baseDelayMs: number;
  /** Upper bound of one computed wait in milliseconds. @default 8000 */
  readonly maxDelayMs: number;
  /** Upper bound of all waits of one call in milliseconds; if the server asks for more, the call fails. @default 30_000 */
  readonly budgetMs: number;
}

export const DEFAULT_RETRY: RetryOptions = { attempts: 4, baseDelayMs: 300, maxDelayMs: 8000, budgetMs: 30_000 };

const RETRYABLE_STATUS = new Set([408, 425, 429, 500, 502, 503, 504]);

/** System codes of failures after which the same request may succeed. Wrong names and certificates stay wrong. */
const RETRYABLE_REASON = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'ECONNABORTED',
  'EPIPE',
  'EAI_AGAIN',
  'ENETUNREACH',
  'ENETDOWN',
  'EHOSTUNREACH',
  'ETIMEDOUT',
  'UND_ERR_CONNECT_TIMEOUT',
  'UND_ERR_SOCKET',
]);

export function isRetryableStatus(status: number): boolean {
  return RETRYABLE_STATUS.has(status);
}

export function isRetryableReason(reason: string | undefined): boolean {
  return reason !== undefined && RETRYABLE_REASON.has(reason);
}

/** Any of the three forms of RFC 9110 section 5.6.7, roughly: a weekday, and a time somewhere. */
const HTTP_DATE = /^[A-Z][a-z]{2,8},? [\w -]{1,20} \d\d:\d\d:\d\d( \d{4}| GMT)$/;

/**
 * The wait that a `Retry-After` header asks for (RFC 9110 section 10.2.3: seconds, or an HTTP date), in milliseconds.
 * `undefined` if it cannot be understood; a date in the past is 0.
 */
export function parseRetryAfter(text: string | undefined, now: number): number | undefined {
  const value = text?.trim();
  if (!value) return undefined;
  if (/^\d{1,10}$/.test(value)) return Number(value) * 1000;
  if (!HTTP_DATE.test(value)) return undefined;
  // The oldest of the three forms names no zone, but means GMT too.
  const at = Date.parse(value.endsWith('GMT') ? value : `${value} GMT`);
  return Number.isNaN(at) ? undefined : Math.max(0, at - now);
}

/**
 * The wait before attempt number `attempt + 1`, or `undefined` if there is none: attempts or budget are used up, or the
 * server asks for more time than the budget has. Uses full jitter, so that clients do not return at the same moment.
 */
export function retryDelayMs(
  state: { readonly attempt: number; readonly spentMs: number; readonly retryAfterMs: number | undefined },
  options: RetryOptions,
  random: () => number,
): number | undefined {
  if (state.attempt >= options.attempts) return undefined;
  const ceiling = Math.min(options.maxDelayMs, options.baseDelayMs * 2 ** (state.attempt - 1));
  const delay = Math.max(Math.round(random() * ceiling), state.retryAfterMs ?? 0);
  return state.spentMs + delay > options.budgetMs ? undefined : delay;
}
