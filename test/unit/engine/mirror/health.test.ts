import assert from 'node:assert/strict';
import { MirrorHealth, REST_MS } from '../../../../src/engine/mirror/health.ts';
import { FakeClock } from '../../../support/fakeClock.ts';

describe('MirrorHealth', () => {
  it('skips a mirror after three failures in a row, and reports it once', async () => {
    const clock = new FakeClock();
    const health = new MirrorHealth(clock);
    assert.deepEqual([health.failed('a'), health.failed('a')], [true, false]);
    assert.equal(health.isResting('a'), false);
    health.failed('a');
    assert.deepEqual([health.isResting('a'), health.isResting('b')], [true, false]);
    await clock.advance(REST_MS);
    assert.equal(health.isResting('a'), false);
    assert.equal(health.failed('a'), true);
  });

  it('forgets failures once the mirror answers', () => {
    const health = new MirrorHealth(new FakeClock());
    for (const _ of [1, 2, 3, 4]) {
      health.failed('a');
      health.answered('a');
    }
    assert.equal(health.isResting('a'), false);
  });
});
