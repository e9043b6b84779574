import { isEntryOf } from './instanceEntries.ts';
import { withoutQuery, withoutUser } from './looseBase.ts';

/**
 * The list of instances without a token, wherever it occurs in the entries of its instance: in a field, an address or a
 * name, in one entry or several. Everything else stays.
 */
export function withoutToken(entries: readonly unknown[], base: string, token: string): readonly unknown[] {
  return entries.map((entry) => {
    if (!isEntryOf(entry, base)) return entry;
    if (typeof entry === 'string') return cleanAddress(entry, token);
    return Object.fromEntries(
      Object.entries(entry as object).flatMap(([key, value]) => {
        const left = cleanField(key, value, token);
        return left === undefined || key.includes(token) ? [] : [[key, left]];
      }),
    );
  });
}

function cleanField(key: string, value: unknown, token: string): unknown {
  if (typeof value !== 'string') return without(value, token);
  if (key === 'url') return cleanAddress(value, token);
  // A name may contain more than the token.
  if (key === 'name' && value.includes(token)) return value.replaceAll(token, '').trim() || undefined;
  return without(value, token);
}

function cleanAddress(url: string, token: string): string {
  const front = withoutQuery(url);
  const query = url.slice(front.length);
  return `${holds(front, token) ? withoutUser(front) : front}${holds(query, token) ? '' : query}`;
}

function holds(text: string, token: string): boolean {
  return text.includes(token) || text.includes(encodeURIComponent(token));
}

/** The value without anything that contains the token; `undefined` if nothing is left. */
function without(value: unknown, token: string): unknown {
  if (typeof value === 'string') return value.includes(token) ? undefined : value;
  if (typeof value !== 'object' || value === null) return value;
  const left = Object.entries(value)
    .filter(([key]) => !key.includes(token))
    .map(([key, inner]) => [key, without(inner, token)] as const)
    .filter(([, inner]) => inner !== undefined);
  if (left.length === 0 && Object.keys(value).length > 0) return undefined;
  return Array.isArray(value) ? left.map(([, inner]) => inner) : Object.fromEntries(left);
}
