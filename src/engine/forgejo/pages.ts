import type { Page } from '../model.ts';
import { badResponse } from './decode.ts';
import { PAGE_LIMIT } from './urls.ts';

/** More pages than any real list has: 1000 pages of 50 rows. Stops a server that never ends. */
export const MAX_PAGES = 1000;
/** The rows of that many full pages. */
export const MAX_ROWS = MAX_PAGES * PAGE_LIMIT;

/**
 * One page of a list. `Link` says whether there is more (only that it names a next page; it is never followed, because it
 * contains whatever host the server takes for its own). Without it, a list whose total fits one page has one; otherwise a
 * page that is not empty may be followed by another. The length of a page never counts: rows that the token may not see are
 * dropped after counting, so pages in the middle can be short.
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

/** `X-Total-Count`, if it is a number. */
export function parseTotal(header: string | undefined): number | undefined {
  return header !== undefined && /^\d{1,12}$/.test(header.trim()) ? Number(header) : undefined;
}

/**
 * The pages of a list one by one, until the list says that it ends or all counted rows are there.
 *
 * @throws EngineError `badResponse` for a list that starts over or never ends, and what `load` throws
 */
export async function* pagesOf<T>(url: URL, load: (page: number) => Promise<Page<T>>): AsyncGenerator<Page<T>> {
  let rows = 0;
  let first = '';
  for (let number = 1; number <= MAX_PAGES; number += 1) {
    const page = await load(number);
    // For many long rows, comparing the first and the last is enough.
    const text = JSON.stringify([page.items.length, page.items[0], page.items.at(-1)]);
    // A proxy that drops the query, or a server that starts over: no real list repeats a page.
    if (number > 1 && page.items.length > 0 && text === first) throw badResponse(url, '$', 'the list repeats itself');
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
