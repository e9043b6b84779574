import assert from 'node:assert/strict';
import { EngineError } from '../../../../src/engine/errors.ts';
import { loadPage } from '../../../../src/engine/forgejo/smallerPages.ts';
import type { Page } from '../../../../src/engine/model.ts';

const TOO_LARGE = new EngineError('tooLarge', 'x', { what: 'answer', sizeBytes: 9, limitBytes: 8 });

/** A list with rows of equal size, on a server that limits both the rows and the size of an answer. */
class FakeList {
  readonly asked: string[] = [];
  readonly #sizes: readonly number[];
  readonly #largest: number;

  constructor(sizes: readonly number[], largest = 50) {
    this.#sizes = sizes;
    this.#largest = largest;
  }

  readonly load = async ({ page, limit }: { page: number; limit: number }): Promise<Page<number>> => {
    this.asked.push(`${page} of ${limit}`);
    const size = Math.min(limit, this.#largest);
    const rows = this.#sizes.map((_, index) => index).slice((page - 1) * size, page * size);
    if (rows.reduce((sum, row) => sum + (this.#sizes[row] ?? 0), 0) > 8) throw TOO_LARGE;
    return { items: rows, page, totalCount: this.#sizes.length, hasMore: page * size < this.#sizes.length };
  };

  readonly largest = async (): Promise<number> => this.#largest;
}

const rows = (from: number, to: number): readonly number[] => Array.from({ length: to - from }, (_, at) => from + at);

describe('loadPage', () => {
  it('makes one request for a page that is small enough', async () => {
    const list = new FakeList(Array<number>(60).fill(0.1));
    const { items, hasMore } = await loadPage({ page: 1, limit: 50 }, list.load, list.largest);
    assert.deepEqual([items.length, hasMore, list.asked], [50, true, ['1 of 50']]);
  });

  it('returns the same rows in parts', async () => {
    const list = new FakeList(Array<number>(120).fill(1));
    const second = await loadPage({ page: 2, limit: 50 }, list.load, list.largest);
    assert.deepEqual(second, { items: rows(50, 100), page: 2, totalCount: 120, hasMore: true });
    assert.deepEqual(list.asked.slice(0, 3), ['2 of 50', '11 of 5', '12 of 5']);
    const third = await loadPage({ page: 3, limit: 50 }, list.load, list.largest);
    assert.deepEqual([third.items, third.hasMore], [rows(100, 120), false]);
    assert.equal(list.asked.at(-1), '24 of 5', 'nothing is requested beyond the end');
  });

  it('divides parts that are too large once more', async () => {
    const list = new FakeList([7, 7, 7, 1, 1, 1, 1]);
    const { items } = await loadPage({ page: 1, limit: 50 }, list.load, list.largest);
    assert.deepEqual(items, rows(0, 7));
  });

  it('omits no row on a server whose pages are shorter than requested', async () => {
    const list = new FakeList(Array<number>(25).fill(1), 10);
    const second = await loadPage({ page: 2, limit: 50 }, list.load, list.largest);
    assert.deepEqual([second.items, second.hasMore], [rows(10, 20), true]);
  });

  it('fails if a single row is too large, or if the largest page is unknown', async () => {
    const one = new FakeList([1, 9]);
    await assert.rejects(loadPage({ page: 1, limit: 50 }, one.load, one.largest), (error) => error === TOO_LARGE);
    const many = new FakeList(Array<number>(20).fill(1));
    const unknown = (): Promise<number> => Promise.reject(new Error('404'));
    await assert.rejects(loadPage({ page: 1, limit: 50 }, many.load, unknown), (error) => error === TOO_LARGE);
  });

  it('fails as the list does', async () => {
    const load = (): Promise<Page<number>> => Promise.reject(new Error('gone'));
    await assert.rejects(
      loadPage({ page: 1, limit: 50 }, load, async () => 50),
      /gone/,
    );
  });
});
