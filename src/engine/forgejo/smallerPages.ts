import { isEngineError } from '../errors.ts';
import type { Page } from '../model.ts';

interface At {
  readonly page: number;
  readonly limit: number;
}

/**
 * Loads a page of a list; one that is too large is read in parts. `largest` asks for the server's largest page, because a
 * server that returns fewer rows than requested divides its pages differently.
 *
 * @throws what `load` throws, including `tooLarge` if a single row is too large or the largest page is unknown
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

/** A tenth, or the next smaller divisor. */
function pieceOf(limit: number): number {
  const most = Math.max(1, Math.floor(limit / 10));
  return Array.from({ length: most }, (_, index) => most - index).find((size) => limit % size === 0) ?? 1;
}
