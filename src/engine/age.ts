/**
 * The time since an event in milliseconds, whichever clock recorded it. A time in the future comes from a wrong clock and
 * counts as equally far in the past: a time near now stays young, and nothing stays young forever.
 */
export function ageMs(now: number, then: number): number {
  return Math.abs(now - then);
}

const UNITS_MS = { m: 60_000, h: 3_600_000, d: 86_400_000, w: 604_800_000 } as const;

/** Parses `90m`, `12h`, `3d` or `2w` into milliseconds; `0` is none. `undefined` for any other text. */
export function parseAge(text: string): number | undefined {
  const [, number, unit] = /^(\d{1,5})\s?([mhdw])$/i.exec(text.trim()) ?? [];
  if (number === undefined) return text.trim() === '0' ? 0 : undefined;
  return Number(number) * UNITS_MS[(unit ?? 'd').toLowerCase() as keyof typeof UNITS_MS];
}
