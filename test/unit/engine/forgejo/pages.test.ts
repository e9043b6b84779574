import assert from 'node:assert/strict';
import { MAX_PAGES, MAX_ROWS, allRows, toPage } from '../../../../src/engine/forgejo/pages.ts';
import type { Page } from '../../../../src/engine/model.ts';

const LIST = new URL('https://git.example.org/api/v1/user/orgs?page=1');
const NEXT = '<http://internal:3000/api/v1/x?page=2>; rel="next",<http://internal:3000/api/v1/x?page=3>; rel="last"';
const LAST = '<http://internal:3000/api/v1/x?page=1>; rel="first",<http://internal:3000/api/v1/x?page=1>; rel="prev"';

const rows = (count: number, page: number): number[] => Array.from({ length: count }, (_, index) => page * 50 + index);

function page(count: number, at: { page?: number; limit?: number; total?: string; link?: string } = {}): Page<number> {
  const { page = 1, limit, total, link } = at;
  const headers: Record<string, string | undefined> = { 'x-total-count': total, link };
  return toPage(rows(count, page), { page, limit, header: (name) => headers[name] });
}

describe('toPage', () => {
  for (const [what, found, hasMore] of [
    ['a page with a link to the next', page(50, { total: '120', link: NEXT }), true],
    ['a short page with a link to the next, because rows were left out', page(3, { total: '120', link: NEXT }), true],
    ['a page of a server that allows only 20', page(20, { total: '120', link: NEXT }), true],
    ['the last page of a server that allows only 20', page(5, { page: 7, total: '125', link: LAST }), false],
    ['the last page, with backward links only', page(20, { page: 3, total: '120', link: LAST }), false],
    ['a full page with backward links only', page(50, { page: 2, total: '100', link: LAST }), false],
    ['an empty page, whatever it links to', page(0, { total: '120', link: NEXT }), false],
    ['the only page', page(7, { total: '7' }), false],
    ['the only page, with rows left out', page(3, { total: '7' }), false],
    ['a full only page', page(50, { total: '50' }), false],
    ['a page without links, with a total beyond one page', page(50, { total: '51' }), true],
    ['a small page by its own limit', page(7, { limit: 7, total: '8' }), true],
    ['a page whose limit the server reduces', page(50, { limit: 999, total: '50' }), false],
    ['a page with neither links nor a total', page(1), true],
    ['an empty page with neither', page(0), false],
    ['a page with a total that is not a number', page(1, { total: '-1' }), true],
  ] as const) {
    it(`reports ${hasMore ? 'more' : 'the end'} after ${what}`, () => assert.equal(found.hasMore, hasMore));
  }

  it('returns the total if it is a number', () => {
    assert.equal(page(1, { total: ' 12 ' }).totalCount, 12);
    for (const total of ['', 'many', '-1', '1e3', '9'.repeat(20)]) {
      assert.equal(page(1, { total }).totalCount, undefined);
    }
  });
});

describe('allRows', () => {
  it('continues over short pages until the list ends', async () => {
    const pages = [
      page(2, { total: '120', link: NEXT }),
      page(50, { page: 2, total: '120', link: NEXT }),
      page(1, { page: 3, link: LAST }),
    ];
    const asked: number[] = [];
    const found = await allRows(LIST, (number) => {
      asked.push(number);
      return Promise.resolve(pages[number - 1]!);
    });
    assert.equal(found.length, 53);
    assert.deepEqual(asked, [1, 2, 3]);
  });

  it('stops when all counted rows have arrived, whatever the links say', async () => {
    let asked = 0;
    const found = await allRows(LIST, (number) => {
      asked += 1;
      return Promise.resolve(page(50, { page: number, total: '100', link: NEXT }));
    });
    assert.deepEqual([found.length, asked], [100, 2]);
  });

  it('gives up on a list that starts over, even if the count would be reached', async () => {
    const loop = allRows(LIST, (number) =>
      Promise.resolve(page(50, { page: ((number - 1) % 2) + 1, total: '150', link: NEXT })),
    );
    await assert.rejects(loop, { code: 'badResponse' });
    const withoutQuery = allRows(LIST, () => Promise.resolve(page(50, { total: '100', link: NEXT })));
    await assert.rejects(withoutQuery, { code: 'badResponse' });
  });

  it('gives up on a list with far too many rows, however few its pages', async () => {
    let asked = 0;
    const large = allRows(LIST, (number) => {
      asked += 1;
      return Promise.resolve(page(1000, { page: number, link: NEXT }));
    });
    await assert.rejects(large, { code: 'badResponse' });
    assert.equal(asked, MAX_ROWS / 1000 + 1);
  });

  it('gives up on a list without an end, and reports that', async () => {
    let asked = 0;
    const endless = allRows(LIST, (number) => {
      asked += 1;
      return Promise.resolve(page(1, { page: number, link: NEXT }));
    });
    await assert.rejects(endless, {
      code: 'badResponse',
      facts: { host: 'git.example.org', endpoint: '/api/v1/user/orgs', path: '$' },
    });
    assert.equal(asked, MAX_PAGES);
  });
});
