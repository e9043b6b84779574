/** Numbers and names for people. All pure. */

import { oneLine, shorten } from './foreign.ts';

const SIZE_UNITS = ['B', 'KB', 'MB', 'GB', 'TB'] as const;
const SPOKEN_UNITS = ['bytes', 'kilobytes', 'megabytes', 'gigabytes', 'terabytes'] as const;

function scaled(bytes: number): { amount: string; power: number } {
  if (bytes < 1024) return { amount: String(bytes), power: 0 };
  const rounded = (power: number): string => (bytes / 1024 ** power).toFixed(1);
  const floor = Math.min(SIZE_UNITS.length - 1, Math.floor(Math.log2(bytes) / 10));
  // What rounds up to 1024.0 is one of the next unit.
  const power = Number(rounded(floor)) < 1024 ? floor : Math.min(SIZE_UNITS.length - 1, floor + 1);
  return { amount: rounded(power), power };
}

/** `18.2 MB`: binary units, one decimal. */
export function formatSize(bytes: number): string {
  const { amount, power } = scaled(bytes);
  return `${amount} ${SIZE_UNITS[power] ?? 'B'}`;
}

/** `18.2 megabytes`, for screen readers. */
export function spokenSize(bytes: number): string {
  const { amount, power } = scaled(bytes);
  return bytes === 1 ? '1 byte' : `${amount} ${SPOKEN_UNITS[power] ?? 'bytes'}`;
}

/** `12.3 of 80.0 MB`: both in the unit of the whole. */
export function formatPart(partBytes: number, wholeBytes: number): string {
  const { power } = scaled(wholeBytes);
  const part = power === 0 ? String(partBytes) : (partBytes / 1024 ** power).toFixed(1);
  return `${part} of ${formatSize(wholeBytes)}`;
}

/** `4.8 of 10.9 MB`, or `4.8 MB` of what has no known size. */
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
  if (ms < 90_000) return `${Math.max(1, Math.round(ms / 1000))} s`;
  const minutes = Math.round(ms / MINUTE_MS);
  if (minutes < 90) return `${minutes} min`;
  const rest = minutes % 60;
  return `${Math.floor(minutes / 60)} h${rest ? ` ${rest} min` : ''}`;
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
  if (!unit || !length) return 'just now';
  return new Intl.RelativeTimeFormat('en', { numeric: 'always' }).format(-Math.trunc(minutes / length), unit);
}

/** `24 Nov 2026, 14:05` in the zone of this machine. */
export function formatDate(at: number): string {
  return new Intl.DateTimeFormat('en-GB', { dateStyle: 'medium', timeStyle: 'short' }).format(at);
}

/** `24 Nov 2026` in the zone of this machine. */
export function formatDay(at: number): string {
  return new Intl.DateTimeFormat('en-GB', { dateStyle: 'medium' }).format(at);
}

/** `10:42` in the zone of this machine. */
export function formatTime(at: number): string {
  return new Intl.DateTimeFormat('en-GB', { timeStyle: 'short' }).format(at);
}

/** `2,000` */
export function formatNumber(number: number): string {
  return new Intl.NumberFormat('en').format(number);
}

/** `1 file`, `9 files` */
export function count(number: number, one: string, many = `${one}s`): string {
  return `${number} ${number === 1 ? one : many}`;
}

/** `a`, `a and b`, `a, b and c` */
export function enumerate(words: readonly string[], last: 'and' | 'or'): string {
  const end = words.at(-1) ?? '';
  return words.length < 2 ? end : `${words.slice(0, -1).join(', ')} ${last} ${end}`;
}

/** `1st`, `2nd`, `11th` */
export function ordinal(number: number): string {
  const endings = { one: 'st', two: 'nd', few: 'rd', other: 'th' } as const;
  const rule = new Intl.PluralRules('en', { type: 'ordinal' }).select(number);
  return `${number}${endings[rule as keyof typeof endings]}`;
}

/**
 * Text that a server chose, on one line and without characters that hide or turn it around; of long text the middle is
 * left out. What a surface of the editor would read as a link or an icon is dealt with there (`editor/ui`).
 */
export function plain(text: string, maxLength = 200): string {
  return shorten(oneLine(text), maxLength);
}
