import type { Page } from '../model.ts';
import { badResponse } from './decode.ts';
import { PAGE_LIMIT } from './urls.ts';

/** More pages than any honest list has: 1000 pages of 50 rows. A server that never ends is stopped here. */
export const MAX_PAGES = 1000;
/** As many rows as these pages have when each is as large as it was asked for. */
export const MAX_ROWS = MAX_PAGES * PAGE_LIMIT;

/**
 * One page of a list. Whether there is more is what `Link` says (only that it names a next page; it is never followed,
 * because it names whatever host the server believes to be its own). Without it the list has one page, if its total fits
 * one; else a page that is not empty may be followed by another. Never the length of the page: rows that the token may
 * not see are dropped after counting, so pages are short in the middle.
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
  const promised = link ? /\brel="?next\b/.test(link) : totalCount === undefined || totalCount > limit;
  return { items, page: at.page, totalCount, hasMore: items.length > 0 && promised };
}

/** `X-Total-Count`, when it is a count. */
export function parseTotal(header: string | undefined): number | undefined {
  return header !== undefined && /^\d{1,12}$/.test(header.trim()) ? Number(header) : undefined;
}

/**
 * The pages of a list, one after the other, until it says that it ends or all rows that it counted are there.
 *
 * @throws EngineError `badResponse` for a list that starts over or has no end, and what `load` throws
 */
export async function* pagesOf<T>(url: URL, load: (page: number) => Promise<Page<T>>): AsyncGenerator<Page<T>> {
  let rows = 0;
  let first = '';
  for (let number = 1; number <= MAX_PAGES; number += 1) {
    const page = await load(number);
    // Of many long rows the first and the last tell enough.
    const text = JSON.stringify([page.items.length, page.items[0], page.items.at(-1)]);
    // A proxy that drops the query, or a server that starts over: no honest list has a page twice.
    if (number > 1 && page.items.length > 0 && text === first) throw badResponse(url, '$', 'a list that starts over');
    if (number === 1) first = text;
    yield page;
    rows += page.items.length;
    if (rows > MAX_ROWS) throw badResponse(url, '$', `a list of more than ${MAX_ROWS} rows`);
    if (!page.hasMore || (page.totalCount !== undefined && rows >= page.totalCount)) return;
  }
  throw badResponse(url, '$', `a list without an end: ${rows} rows on ${MAX_PAGES} pages`);
}

/** All rows of a list. @throws EngineError as `pagesOf` */
export async function allRows<T>(url: URL, load: (page: number) => Promise<Page<T>>): Promise<T[]> {
  const rows: T[] = [];
  for await (const page of pagesOf(url, load)) rows.push(...page.items);
  return rows;
}
