import assert from 'node:assert/strict';
import {
  MAX_HOLD_MS,
  NO_PACE,
  easier,
  gapMs,
  joined,
  leftMs,
  slower,
  spreadMs,
} from '../../../../src/engine/http/pace.ts';
import type { Pace } from '../../../../src/engine/http/pace.ts';

const NOW = Date.UTC(2026, 10, 25, 12);
const refusedAt = (now: number, pace: Pace = NO_PACE, pauseMs?: number): Pace =>
  slower(pace, { pauseMs, refused: true }, { sentAt: now, now });

describe('the pace of a server', () => {
  it('holds back as long as the server asks', () => {
    const pace = refusedAt(NOW, NO_PACE, 7000);
    assert.deepEqual(
      [0, 1000, 7000, 8000].map((ms) => leftMs(pace, NOW + ms)),
      [7000, 6000, 0, 0],
    );
  });

  it('never holds back longer than a quarter of an hour, whatever the server says', () => {
    assert.equal(leftMs(refusedAt(NOW, NO_PACE, 1e12), NOW), MAX_HOLD_MS);
  });

  it('holds back a second after a refusal without a time or with 0, and longer after each further one', () => {
    const first = refusedAt(NOW);
    const second = refusedAt(NOW + 5000, first);
    const third = refusedAt(NOW + 10_000, second);
    assert.deepEqual(
      [refusedAt(NOW, NO_PACE, 0), first, second, third].map(({ forMs }) => forMs),
      [1000, 1000, 2000, 4000],
    );
  });

  it('counts refusals of requests that were already under way as one', () => {
    const first = refusedAt(NOW, NO_PACE, 5000);
    const late = slower(first, { pauseMs: 3000, refused: true }, { sentAt: NOW - 10, now: NOW + 10 });
    assert.deepEqual([late.level, leftMs(late, NOW + 10)], [1, 4990]);
  });

  it('keeps requests further apart with each refusal, and closer again with good answers', () => {
    let pace = NO_PACE;
    const gaps: number[] = [];
    for (let step = 0; step < 10; step += 1) gaps.push(gapMs((pace = refusedAt(NOW + step * 1e6, pace))));
    assert.deepEqual(gaps, [125, 250, 500, 1000, 2000, 4000, 8000, 8000, 8000, 8000]);
    const eased = Array.from({ length: 10 }, () => gapMs((pace = easier(pace))));
    assert.deepEqual(eased, [8000, 8000, 4000, 2000, 1000, 500, 250, 125, 0, 0]);
  });

  it('spreads those who waited over a quarter of the hold, or the gap between requests', () => {
    assert.deepEqual(
      [1000, 40_000, MAX_HOLD_MS].map((ms) => spreadMs(refusedAt(NOW, NO_PACE, ms))),
      [1000, 10_000, 30_000],
    );
    assert.equal(spreadMs({ ...NO_PACE, forMs: 1000, level: 7 }), 8000);
  });

  it('never holds back for ever, whatever the clock or a forged file says', () => {
    const pace = refusedAt(NOW, NO_PACE, MAX_HOLD_MS);
    const day = 24 * 3_600_000;
    assert.equal(leftMs(pace, NOW - day), 0, 'the clock went back a day');
    assert.equal(leftMs(pace, NOW + day), 0, 'the clock went on a day');
    assert.equal(leftMs({ ...pace, since: Number.MAX_SAFE_INTEGER }, NOW), 0);
    const ahead = { ...pace, since: NOW + MAX_HOLD_MS - 1 };
    assert.equal(leftMs(ahead, NOW + 2 * MAX_HOLD_MS), 0);
  });

  it('takes over a longer hold of another process, with its distance', () => {
    const own = refusedAt(NOW, NO_PACE, 2000);
    const other = { since: NOW, forMs: 9000, level: 3, good: 0 };
    assert.deepEqual(joined(own, other, NOW), other);
    assert.equal(joined(other, own, NOW), other);
    assert.equal(joined(own, other, NOW + 9000), own, 'an expired hold is not taken over');
  });
});
