import type { Page } from '../model.ts';
import { PAGE_LIMIT } from './urls.ts';

/** More pages than any honest list has: 200 pages of 50 rows. A server that never ends is stopped here. */
export const MAX_PAGES = 200;

/**
 * One page of a list. Whether there is more is what `Link` says (only that it names a next page; it is never followed,
 * because it names whatever host the server believes to be its own), else the total; without both, a page that is not
 * empty may be followed by another. Never the length of the page: rows that the token may not see are dropped after
 * counting, so pages are short in the middle.
 */
export function toPage<T>(
  items: readonly T[],
  at: {
    readonly page: number;
    readonly limit?: number | undefined;
    readonly header: (name: string) => string | undefined;
  },
): Page<T> {
  const totalCount = parseTotal(at.header('x-total-count'));
  const limit = Math.min(at.limit ?? PAGE_LIMIT, PAGE_LIMIT);
  const link = at.header('link');
  const promised = link ? /rel="?next"?/.test(link) : totalCount === undefined || at.page * limit < totalCount;
  return { items, page: at.page, totalCount, hasMore: items.length > 0 && promised };
}

/** `X-Total-Count`, when it is a count. */
function parseTotal(header: string | undefined): number | undefined {
  return header !== undefined && /^\d{1,12}$/.test(header.trim()) ? Number(header) : undefined;
}

/** All rows of a list, page by page, until it says that it ends, or after `MAX_PAGES`. */
export async function allPages<T>(load: (page: number) => Promise<Page<T>>): Promise<T[]> {
  const rows: T[] = [];
  for (let number = 1; number <= MAX_PAGES; number += 1) {
    const page = await load(number);
    rows.push(...page.items);
    if (!page.hasMore) break;
  }
  return rows;
}
