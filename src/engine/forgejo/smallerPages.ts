import { isEngineError } from '../errors.ts';
import type { Page } from '../model.ts';

interface At {
  readonly page: number;
  readonly limit: number;
}

/**
 * A page of a list; one that is too large to be read at once is read in pieces. `largest` asks how many rows a page has at
 * most on this server, since one that gives fewer than it was asked for has its pages elsewhere.
 *
 * @throws what `load` throws: `tooLarge` too, where a single row is too large or nobody says how large pages are
 */
export async function loadPage<T>(
  at: At,
  load: (at: At) => Promise<Page<T>>,
  largest: () => Promise<number>,
): Promise<Page<T>> {
  try {
    return await load(at);
  } catch (error) {
    if (!isEngineError(error, 'tooLarge') || at.limit <= 1) throw error;
    const limit = Math.min(at.limit, await largest().catch(() => Promise.reject(error)));
    return inPieces({ ...at, limit }, load);
  }
}

async function inPieces<T>({ page, limit }: At, load: (at: At) => Promise<Page<T>>): Promise<Page<T>> {
  const size = pieceOf(limit);
  const pieces = limit / size;
  const items: T[] = [];
  let last: Page<T> | undefined;
  for (let piece = 0; piece < pieces && last?.hasMore !== false; piece += 1) {
    last = await loadPage({ page: (page - 1) * pieces + piece + 1, limit: size }, load, () => Promise.resolve(size));
    items.push(...last.items);
  }
  return { items, page, totalCount: last?.totalCount, hasMore: last?.hasMore ?? false };
}

/** A tenth, or the next smaller number that the whole can be divided by. */
function pieceOf(limit: number): number {
  const most = Math.max(1, Math.floor(limit / 10));
  return Array.from({ length: most }, (_, index) => most - index).find((size) => limit % size === 0) ?? 1;
}
