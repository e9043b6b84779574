import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import {
  DEFAULT_RETRY,
  isRetryableReason,
  isRetryableStatus,
  parseRetryAfter,
  retryDelayMs,
} from '../../../../src/engine/http/retry.ts';

const NOW = Date.UTC(2026, 10, 24, 12);

describe('isRetryableStatus', () => {
  it('accepts temporary statuses only', () => {
    const retried = Array.from({ length: 500 }, (_, index) => index + 100).filter(isRetryableStatus);
    assert.deepEqual(retried, [408, 425, 429, 500, 502, 503, 504]);
  });
});

describe('isRetryableReason', () => {
  it('accepts failed or broken connections, but no wrong name or certificate', () => {
    for (const reason of ['ECONNREFUSED', 'ECONNRESET', 'EAI_AGAIN', 'UND_ERR_SOCKET', 'UND_ERR_CONNECT_TIMEOUT']) {
      assert.equal(isRetryableReason(reason), true, reason);
    }
    for (const reason of [
      'ENOTFOUND',
      'CERT_HAS_EXPIRED',
      'DEPTH_ZERO_SELF_SIGNED_CERT',
      'UND_ERR_INVALID_ARG',
      undefined,
    ]) {
      assert.equal(isRetryableReason(reason), false, reason);
    }
  });
});

describe('parseRetryAfter', () => {
  for (const [text, expected] of [
    ['0', 0],
    ['7', 7000],
    [' 120 ', 120_000],
    ['9999999999', 9_999_999_999_000],
    ['99999999999', undefined],
    ['-1', undefined],
    ['1.5', undefined],
    ['1e3', undefined],
    ['0x10', undefined],
    ['soon', undefined],
    ['Tue, 24 Nov 2026 12:00:30 GMT', 30_000],
    ['Tuesday, 24-Nov-26 12:00:30 GMT', 30_000],
    ['Tue Nov 24 12:00:30 2026', 30_000],
    ['Tue, 24 Nov 2026 11:00:00 GMT', 0],
    ['Tue, 99 Nov 2026 12:00:30 GMT', undefined],
    ['2026-11-24T12:00:30Z', undefined],
    ['Tue', undefined],
    ['', undefined],
    [undefined, undefined],
  ] as const) {
    it(`reads ${JSON.stringify(text)} as ${expected}`, () => assert.equal(parseRetryAfter(text, NOW), expected));
  }

  it('never throws and never returns an invalid time', () => {
    const date = fc.date({ noInvalidDate: true }).map((value) => value.toUTCString());
    const text = fc.oneof(
      fc.string(),
      date,
      fc.bigInt().map(String),
      fc.string().map((tail) => `Tue, ${tail}`),
    );
    const check = (value: string): void => {
      const waitMs = parseRetryAfter(value, NOW);
      assert.ok(waitMs === undefined || (Number.isSafeInteger(waitMs) && waitMs >= 0), `${waitMs}`);
    };
    fc.assert(fc.property(text, check), { numRuns: 500 });
  }).timeout(120_000);
});

describe('retryDelayMs', () => {
  const first = { attempt: 1, spentMs: 0, retryAfterMs: undefined };

  it('draws from a range that doubles, up to its bound', () => {
    const ceilings = [1, 2, 3].map((attempt) => retryDelayMs({ ...first, attempt }, DEFAULT_RETRY, () => 0.999999));
    assert.deepEqual(ceilings, [300, 600, 1200]);
    assert.equal(
      retryDelayMs(first, DEFAULT_RETRY, () => 0),
      0,
    );
    assert.equal(
      retryDelayMs({ ...first, attempt: 30 }, { ...DEFAULT_RETRY, attempts: 99 }, () => 0.999999),
      8000,
    );
  });

  it('waits as long as the server asks, and not less', () => {
    assert.equal(
      retryDelayMs({ ...first, retryAfterMs: 5000 }, DEFAULT_RETRY, () => 0.5),
      5000,
    );
    assert.equal(
      retryDelayMs({ ...first, retryAfterMs: 10 }, DEFAULT_RETRY, () => 0.5),
      150,
    );
  });

  it('gives up when attempts or budget are used up', () => {
    assert.equal(
      retryDelayMs({ ...first, attempt: 4 }, DEFAULT_RETRY, () => 0),
      undefined,
    );
    assert.equal(
      retryDelayMs({ ...first, retryAfterMs: 30_001 }, DEFAULT_RETRY, () => 0),
      undefined,
    );
    assert.equal(
      retryDelayMs({ ...first, spentMs: 29_900 }, DEFAULT_RETRY, () => 0.5),
      undefined,
    );
    assert.equal(
      retryDelayMs({ ...first, retryAfterMs: 9_999_999_999_000 }, DEFAULT_RETRY, () => 0),
      undefined,
    );
  });
});
