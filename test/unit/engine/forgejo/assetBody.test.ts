import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import {
  bodyHeaders,
  continues,
  parseContentRange,
  toOpenedBody,
  validatorOf,
} from '../../../../src/engine/forgejo/assetBody.ts';
import type { Exchange } from '../../../../src/engine/http/exchange.ts';

const BASE = 'https://git.example.org/';
const HOME = { base: BASE, immutable: true };
const INSIDE = `${BASE}attachments/u`;
const STORAGE = 'https://s3.example/bucket/x';
const OLD = 'Mon, 23 Nov 2026 10:00:00 GMT';

function answer(status: number, headers: Record<string, string>, url = INSIDE) {
  let discarded = 0;
  const exchange: Exchange & { readonly discarded: number } = {
    url: new URL(url),
    status,
    header: (name) => headers[name],
    body: (async function* () {
      yield Buffer.from('<input type="password">');
    })(),
    discard: () => void (discarded += 1),
    get discarded() {
      return discarded;
    },
  };
  return exchange;
}

describe('parseContentRange', () => {
  for (const [header, expected] of [
    ['bytes 5-9/10', { offsetBytes: 5, sizeBytes: 10 }],
    ['bytes 0-0/1', { offsetBytes: 0, sizeBytes: 1 }],
    ['Bytes 5-9/10 ', { offsetBytes: 5, sizeBytes: 10 }],
    ['bytes 5-8/10', undefined],
    ['bytes 5-10/10', undefined],
    ['bytes 9-5/10', undefined],
    ['bytes 5-9/*', undefined],
    ['bytes */10', undefined],
    ['bytes=5-9/10', undefined],
    ['bytes 5-9/10, bytes 5-9/10', undefined],
    ['items 5-9/10', undefined],
    ['bytes -5-9/10', undefined],
    [`bytes 5-${'9'.repeat(16)}/1${'0'.repeat(16)}`, undefined],
    ['', undefined],
    [undefined, undefined],
  ] as const) {
    it(`reads ${JSON.stringify(header)}`, () => assert.deepEqual(parseContentRange(header), expected));
  }

  it('never throws and never returns an impossible range', () => {
    const number = fc.oneof(
      fc.bigInt({ min: -9n, max: 10n ** 20n }).map(String),
      fc.constantFrom('', '*', '1e3', '0x1'),
    );
    const header = fc.oneof(
      fc.string(),
      fc.tuple(number, number, number).map(([from, to, size]) => `bytes ${from}-${to}/${size}`),
      fc.nat().chain((from) => fc.nat().map((more) => `bytes ${from}-${from + more}/${from + more + 1}`)),
    );
    const check = (text: string): void => {
      const found = parseContentRange(text);
      if (!found) return;
      assert.ok(Number.isSafeInteger(found.offsetBytes) && Number.isSafeInteger(found.sizeBytes));
      assert.ok(found.offsetBytes >= 0 && found.offsetBytes < found.sizeBytes);
      assert.match(text, new RegExp(`${found.offsetBytes}-${found.sizeBytes - 1}/${found.sizeBytes}`));
    };
    fc.assert(fc.property(header, check), { numRuns: 500 });
  }).timeout(120_000);
});

describe('bodyHeaders', () => {
  const range = { offsetBytes: 5, validator: '"u"' };

  it('asks for bytes and never for a page', () => {
    assert.deepEqual(bodyHeaders(new URL(INSIDE), BASE, undefined), { accept: 'application/octet-stream, */*;q=0.5' });
  });

  it('asks the instance for the rest if the file is the same', () => {
    const { range: asked, 'if-range': condition } = bodyHeaders(new URL(INSIDE), BASE, range);
    assert.deepEqual([asked, condition], ['bytes=5-', '"u"']);
  });

  it('asks a storage for the rest without the condition, which it does not know', () => {
    const { range: asked, 'if-range': condition } = bodyHeaders(new URL(STORAGE), BASE, range);
    assert.deepEqual([asked, condition], ['bytes=5-', undefined]);
  });
});

describe('validatorOf', () => {
  const later = 'Mon, 23 Nov 2026 10:00:01 GMT';
  for (const [what, headers, expected] of [
    ['a strong ETag', { etag: '"u"', 'last-modified': OLD, date: later }, '"u"'],
    ['the date if the ETag is weak', { etag: 'W/"u"', 'last-modified': OLD, date: later }, OLD],
    ['a date a second old', { 'last-modified': OLD, date: later }, OLD],
    ['no date as old as the answer', { 'last-modified': OLD, date: OLD }, undefined],
    ['no date if the answer has none', { 'last-modified': OLD }, undefined],
    ['no ETag without quotes', { etag: 'u' }, undefined],
    ['nothing if there is nothing', {}, undefined],
  ] as const) {
    it(`takes ${what}`, () => assert.equal(validatorOf(answer(200, headers), BASE), expected));
  }

  it('takes none from a storage', () => {
    assert.equal(validatorOf(answer(200, { etag: '"md5"' }, STORAGE), BASE), undefined);
  });
});

describe('continues', () => {
  const range = { offsetBytes: 5, validator: '"u"' };
  for (const [what, headers, expected, url] of [
    ['the same file from there', { 'content-range': 'bytes 5-9/10', etag: '"u"' }, true, INSIDE],
    ['a file whose ETag is weak now', { 'content-range': 'bytes 5-9/10', etag: 'W/"u"' }, true, INSIDE],
    ['a storage with an ETag of its own', { 'content-range': 'bytes 5-9/10', etag: '"md5"' }, true, STORAGE],
    ['another file', { 'content-range': 'bytes 5-9/10', etag: '"v"' }, false, INSIDE],
    ['another place', { 'content-range': 'bytes 4-9/10', etag: '"u"' }, false, INSIDE],
    ['a piece that ends early', { 'content-range': 'bytes 5-8/10', etag: '"u"' }, false, INSIDE],
    ['an unknown position', { etag: '"u"' }, false, INSIDE],
  ] as const) {
    it(`${expected ? 'goes on with' : 'refuses'} ${what}`, () =>
      assert.equal(continues(answer(206, headers, url), HOME, range), expected));
  }

  it('refuses a rest with a validator after a part without one, which another server sent', () => {
    const bare = { offsetBytes: 5, validator: undefined };
    const rest = { 'content-range': 'bytes 5-9/10' };
    assert.equal(continues(answer(206, { ...rest, etag: '"u"' }), HOME, bare), false);
    assert.equal(continues(answer(206, rest), HOME, bare), true);
    assert.equal(continues(answer(206, { ...rest, etag: '"md5"' }, STORAGE), HOME, bare), true);
  });

  describe('for an id whose bytes may change', () => {
    const changing = { base: BASE, immutable: false };
    for (const [what, headers, expected, url, validator] of [
      ['the same validator', { etag: '"u"' }, true, INSIDE, '"u"'],
      ['a validator that is weak now', { etag: 'W/"u"' }, false, INSIDE, '"u"'],
      ['no validator', {}, false, INSIDE, '"u"'],
      ['no validator after a beginning without one', {}, false, INSIDE, undefined],
      ['the same validator of another host', { etag: '"u"' }, false, STORAGE, '"u"'],
    ] as const) {
      it(`${expected ? 'goes on with' : 'refuses'} ${what}`, () => {
        const rest = answer(206, { 'content-range': 'bytes 5-9/10', ...headers }, url);
        assert.equal(continues(rest, changing, { offsetBytes: 5, validator }), expected);
      });
    }
  });

  it('compares a time with the time of the response, whatever other headers it has', () => {
    const held = { offsetBytes: 5, validator: OLD };
    const rest = { 'content-range': 'bytes 5-9/10', etag: '"new"' };
    const later = 'Mon, 23 Nov 2026 10:00:01 GMT';
    assert.equal(continues(answer(206, { ...rest, 'last-modified': OLD }), HOME, held), true);
    assert.equal(continues(answer(206, { ...rest, 'last-modified': later }), HOME, held), false);
  });
});

describe('toOpenedBody', () => {
  it('returns where the body starts, the total size, and how to continue', async () => {
    const opened = await toOpenedBody(
      answer(206, { 'content-range': 'bytes 5-9/10', 'content-length': '5', etag: '"u"' }),
      BASE,
    );
    assert.deepEqual([opened.offsetBytes, opened.sizeBytes, opened.validator], [5, 10, '"u"']);
    const whole = await toOpenedBody(answer(200, { 'content-length': '10', 'content-range': 'bytes 5-9/10' }), BASE);
    assert.deepEqual([whole.offsetBytes, whole.sizeBytes], [0, 10]);
  });

  it('returns no size if the server gives none, or nonsense', async () => {
    for (const headers of [{}, { 'content-length': '-1' }, { 'content-length': '1, 1' }]) {
      assert.equal((await toOpenedBody(answer(200, headers), BASE)).sizeBytes, undefined);
    }
  });

  it('refuses a page in place of a file, and reports its kind', async () => {
    const page = answer(200, { 'content-type': 'text/html; charset=utf-8' });
    await assert.rejects(toOpenedBody(page, BASE), {
      code: 'htmlPage',
      facts: { host: 'git.example.org', page: 'login' },
    });
    assert.equal(page.discarded, 1);
  });

  it('refuses an unrequested compression, and releases the connection', async () => {
    const packed = answer(200, { 'content-encoding': 'gzip' });
    await assert.rejects(toOpenedBody(packed, BASE), {
      code: 'badBody',
      facts: { host: 'git.example.org', rule: 'encoding' },
    });
    assert.equal(packed.discarded, 1);
    await toOpenedBody(answer(200, { 'content-encoding': 'Identity' }), BASE);
  });
});
