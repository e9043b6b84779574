import assert from 'node:assert/strict';
import { rateAdvice } from '../../../../src/engine/http/rateHeaders.ts';

const NOW = Date.UTC(2026, 10, 25, 12);

function advice(status: number, headers: Record<string, string> = {}): ReturnType<typeof rateAdvice> {
  return rateAdvice({ status, header: (name) => headers[name] }, NOW);
}

describe('rateAdvice', () => {
  for (const [what, headers, pauseMs] of [
    ['seconds', { 'retry-after': '7' }, 7000],
    ['an HTTP date', { 'retry-after': 'Wed, 25 Nov 2026 12:02:00 GMT' }, 120_000],
    ['a date in the past', { 'retry-after': 'Wed, 25 Nov 2026 11:00:00 GMT' }, 0],
    ['no time', {}, undefined],
    ['nonsense', { 'retry-after': 'soon' }, undefined],
    ['RateLimit', { ratelimit: '"burst";r=0;t=30, "daily";r=812;t=9000' }, 30_000],
    ['RateLimit without a time, and its policy', { ratelimit: '"a";r=0', 'ratelimit-policy': '"a";q=9;w=60' }, 60_000],
    ['an early draft', { ratelimit: 'limit=100, remaining=0, reset=12' }, 12_000],
    ['RateLimit-Reset', { 'ratelimit-remaining': '0', 'ratelimit-reset': '9' }, 9000],
    ['X-RateLimit-Reset in seconds', { 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': '9.5' }, 9000],
    [
      'X-RateLimit-Reset as a time',
      { 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': `${NOW / 1000 + 45}` },
      45_000,
    ],
    ['both, where Retry-After counts', { 'retry-after': '1', ratelimit: '"a";r=0;t=30' }, 1000],
  ] as const) {
    it(`reads a 429 with ${what}`, () => {
      assert.deepEqual(advice(429, headers), { pauseMs, refused: true });
    });
  }

  it('reads a 503 only if it says when to return', () => {
    assert.deepEqual(advice(503, { 'retry-after': '30' }), { pauseMs: 30_000, refused: true });
    assert.equal(advice(503), undefined);
  });

  it('reads a success that used up the quota, and applies it for a minute at most', () => {
    assert.deepEqual(advice(200, { ratelimit: '"a";r=0;t=30' }), { pauseMs: 30_000, refused: false });
    assert.deepEqual(advice(200, { 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': '3600' }), {
      pauseMs: 60_000,
      refused: false,
    });
  });

  it('does nothing while quota is left, or if the headers are not understood', () => {
    for (const headers of [
      {},
      { ratelimit: '"a";r=1;t=30' },
      { ratelimit: 'r=0' },
      { ratelimit: ';;;=,,' },
      { 'x-ratelimit-remaining': '0' },
      { 'x-ratelimit-remaining': '5', 'x-ratelimit-reset': '30' },
      { 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': 'never' },
      { 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': `${NOW / 1000 - 45}` },
      { 'retry-after': '30' },
    ]) {
      assert.equal(advice(200, headers), undefined, JSON.stringify(headers));
    }
  });
});
