export interface Numbers {
  readonly numbers: readonly number[];
  readonly scheme: 'count' | 'date';
  /** Their length in the text. */
  readonly length: number;
}

/** The numbers at the start of a text, which begins with a digit. @param month the month before a year, from 1 */
export function readNumbers(text: string, month: number | undefined): Numbers {
  return (month !== undefined && monthAndYear(text, month)) || dashedDate(text) || compactDate(text) || counted(text);
}

function monthAndYear(text: string, month: number): Numbers | undefined {
  const [year] = /^(?:19|20)\d\d(?!\d)/.exec(text) ?? [];
  return year === undefined ? undefined : { numbers: [Number(year), month], scheme: 'date', length: year.length };
}

const TIME = /^[t_-](\d{2})[-:.]?(\d{2})(?:[-:.]?(\d{2}))?z?(?![\da-z])/;

/** `2026-08-14`, `2026_08`, with or without a time. */
function dashedDate(text: string): Numbers | undefined {
  const [all, year = '', month = '', day] = /^((?:19|20)\d\d)[-_](\d\d?)(?:[-_](\d\d?))?(?![\d.])/.exec(text) ?? [];
  if (all === undefined || !isDay(Number(month), Number(day ?? 1))) return undefined;
  // Without a day, a single digit may also be the revision of a year's release.
  if (day === undefined && month.length === 1) return undefined;
  return withTime([year, month, ...(day === undefined ? [] : [day])], all.length, text);
}

/** `20260814`, and `120715` in some very old tags. */
function compactDate(text: string): Numbers | undefined {
  const [all, year = '', month = '', day = ''] = /^((?:19|20)?\d\d)(\d\d)(\d\d)(?![\d.])/.exec(text) ?? [];
  if (all === undefined || !isDay(Number(month), Number(day))) return undefined;
  return withTime([year.length === 2 ? `20${year}` : year, month, day], all.length, text);
}

function isDay(month: number, day: number): boolean {
  return month >= 1 && month <= 12 && day >= 1 && day <= 31;
}

function withTime(date: readonly string[], length: number, text: string): Numbers {
  const [all = '', ...time] = date.length === 3 ? (TIME.exec(text.slice(length)) ?? []) : [];
  const numbers = [...date, ...time.filter((part) => part !== undefined)].map(Number);
  return { numbers, scheme: 'date', length: length + all.length };
}

/** Longer numbers count as equal: no project has that many versions. */
const COUNTED = /^\d+(?:\.\d+)*/;
const UNDERSCORED = /^\d+(?:_\d+)+(?!\.)/;
const DASHED = /^\d+(?:-\d+){2,}(?![\da-z.])/;

function counted(text: string): Numbers {
  const found = UNDERSCORED.exec(text) ?? DASHED.exec(text) ?? COUNTED.exec(text);
  const all = found?.[0] ?? '';
  return { numbers: all.split(/[._-]/).map(Number), scheme: 'count', length: all.length };
}
