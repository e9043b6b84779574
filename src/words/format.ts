/** Numbers and names for display. All pure. */

import { oneLine, shorten } from './foreign.ts';
import { currentLocale, t } from './translate.ts';

const SIZE_UNITS = ['B', 'KB', 'MB', 'GB', 'TB'] as const;

function scaled(bytes: number): { amount: string; power: number } {
  if (bytes < 1024) return { amount: String(bytes), power: 0 };
  const rounded = (power: number): string => (bytes / 1024 ** power).toFixed(1);
  const floor = Math.min(SIZE_UNITS.length - 1, Math.floor(Math.log2(bytes) / 10));
  // A value that would round up to 1024.0 uses the next unit.
  const power = Number(rounded(floor)) < 1024 ? floor : Math.min(SIZE_UNITS.length - 1, floor + 1);
  return { amount: oneDecimal(bytes / 1024 ** power), power };
}

function oneDecimal(amount: number): string {
  const digits = { minimumFractionDigits: 1, maximumFractionDigits: 1, useGrouping: false };
  return new Intl.NumberFormat(currentLocale(), digits).format(amount);
}

/** `18.2 MB`: binary units, one decimal. */
export function formatSize(bytes: number): string {
  const { amount, power } = scaled(bytes);
  return `${amount} ${SIZE_UNITS[power] ?? 'B'}`;
}

/** `18.2 MB (19,083,264 bytes)`; a size below a kilobyte is exact already. */
export function exactSize(bytes: number): string {
  return bytes < 1024 ? formatSize(bytes) : t('{0} ({1} bytes)', formatSize(bytes), formatNumber(bytes));
}

/** `18.2 megabytes`, for screen readers. */
export function spokenSize(bytes: number): string {
  const { amount, power } = scaled(bytes);
  const units = [
    bytes === 1 ? t('{0} byte', amount) : t('{0} bytes', amount),
    t('{0} kilobytes', amount),
    t('{0} megabytes', amount),
    t('{0} gigabytes', amount),
    t('{0} terabytes', amount),
  ];
  return units[power] ?? '';
}

/** `12.3 of 80.0 MB`: both in the unit of the total. */
export function formatPart(partBytes: number, wholeBytes: number): string {
  const { power } = scaled(wholeBytes);
  const part = power === 0 ? String(partBytes) : oneDecimal(partBytes / 1024 ** power);
  return t('{0} of {1}', part, formatSize(wholeBytes));
}

/** `4.8 of 10.9 MB`, or `4.8 MB` if the total is unknown. */
export function formatReceived(part: {
  readonly receivedBytes: number;
  readonly sizeBytes?: number | undefined;
}): string {
  const { receivedBytes, sizeBytes } = part;
  return sizeBytes === undefined ? formatSize(receivedBytes) : formatPart(receivedBytes, sizeBytes);
}

/** `4.1 MB/s` */
export function formatRate(bytesPerSecond: number): string {
  return `${formatSize(Math.round(bytesPerSecond))}/s`;
}

const MINUTE_MS = 60_000;

/** `17 s`, `3 min`, `2 h 5 min`; never `0 s`. */
export function formatDuration(ms: number): string {
  if (ms < 90_000) return t('{0} s', Math.max(1, Math.round(ms / 1000)));
  const minutes = Math.round(ms / MINUTE_MS);
  if (minutes < 90) return t('{0} min', minutes);
  const hours = Math.floor(minutes / 60);
  const rest = minutes % 60;
  return rest === 0 ? t('{0} h', hours) : t('{0} h {1} min', hours, rest);
}

const AGES: readonly (readonly [Intl.RelativeTimeFormatUnit, number])[] = [
  ['year', 365 * 24 * 60],
  ['month', 30 * 24 * 60],
  ['week', 7 * 24 * 60],
  ['day', 24 * 60],
  ['hour', 60],
  ['minute', 1],
];

/** `3 days ago`, `2 weeks ago`, `just now`. Times in milliseconds since the epoch. */
export function formatAge(at: number, now: number): string {
  const minutes = (now - at) / MINUTE_MS;
  const [unit, length] = AGES.find(([, unitMinutes]) => Math.abs(minutes) >= unitMinutes) ?? [];
  if (!unit || !length) return t('just now');
  return new Intl.RelativeTimeFormat(currentLocale(), { numeric: 'always' }).format(
    -Math.trunc(minutes / length),
    unit,
  );
}

/** `24 Nov 2026, 14:05` in the zone of this machine. */
export function formatDate(at: number): string {
  return new Intl.DateTimeFormat(currentLocale(), { dateStyle: 'medium', timeStyle: 'short' }).format(at);
}

/** `24 Nov 2026` in the zone of this machine. */
export function formatDay(at: number): string {
  return new Intl.DateTimeFormat(currentLocale(), { dateStyle: 'medium' }).format(at);
}

/** `10:42` in the zone of this machine. */
export function formatTime(at: number): string {
  return new Intl.DateTimeFormat(currentLocale(), { timeStyle: 'short' }).format(at);
}

/** `2,000` */
export function formatNumber(number: number): string {
  return new Intl.NumberFormat(currentLocale()).format(number);
}

/** `1 file`, `9 files` */
export function count(number: number, one: string, many = `${one}s`): string {
  return `${number} ${number === 1 ? one : many}`;
}

/** `a`, `a and b`, `a, b and c` */
export function enumerate(words: readonly string[], last: 'and' | 'or'): string {
  const type = last === 'and' ? 'conjunction' : 'disjunction';
  return new Intl.ListFormat(currentLocale(), { type }).format(words);
}

/** The first few of a list, and how many more there are: `a, b and 2 more` */
export function enumerateFirst(
  words: readonly string[],
  most: number,
  allCount = words.length,
  last: 'and' | 'or' = 'and',
): string {
  const shown = words.slice(0, most);
  const rest = allCount - shown.length;
  return enumerate(rest > 0 ? [...shown, t('{0} more', formatNumber(rest))] : shown, last);
}

/** `1st`, `2nd`, `11th` */
export function ordinal(number: number): string {
  const rule = new Intl.PluralRules('en', { type: 'ordinal' }).select(number);
  if (rule === 'one') return t('{0}st', number);
  if (rule === 'two') return t('{0}nd', number);
  return rule === 'few' ? t('{0}rd', number) : t('{0}th', number);
}

/**
 * A server's text, on one line and without characters that hide it or reverse it; the middle of a long text is left out.
 * `editor/ui` handles what the editor would read as a link or an icon.
 */
export function plain(text: string, maxLength = 200): string {
  return shorten(oneLine(text), maxLength);
}
