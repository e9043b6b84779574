const UNITS: Readonly<Record<string, number>> = { '': 1, k: 1024, m: 1024 ** 2, g: 1024 ** 3, t: 1024 ** 4 };

/** Any larger number of bytes would lose digits. */
export const MAX_SIZE = '8000 TB';
const MAX_BYTES = 8000 * 1024 ** 4;

/** `10 GB`, `1.5 TiB`, `500MB` or a number of bytes, as bytes; binary units, however they are spelt. */
export function parseSize(text: string): number | undefined {
  const match = /^(\d+(?:\.\d+)?)\s*([kmgt]?)(?:i?b)?$/i.exec(text.trim());
  if (!match) return undefined;
  const [, amount = '', unit = ''] = match;
  const bytes = Math.round(Number(amount) * (UNITS[unit.toLowerCase()] ?? 1));
  return bytes > 0 && bytes <= MAX_BYTES ? bytes : undefined;
}
