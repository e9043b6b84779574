import assert from 'node:assert/strict';
import { RateMeter, timeLeftMs } from '../../../../src/engine/cache/rateMeter.ts';

/** Samples four times a second. */
function run(meter: RateMeter, from: number, bytes: number, steps: readonly number[]): number {
  let received = bytes;
  steps.forEach((step, index) => {
    received += step;
    meter.sample(received, from + (index + 1) * 250);
  });
  return received;
}

describe('RateMeter', () => {
  it('returns no rate during the first half second', () => {
    const meter = new RateMeter(0, 0);
    assert.equal(meter.bytesPerSecond, undefined);
    meter.sample(1000, 250);
    assert.equal(meter.bytesPerSecond, undefined);
    meter.sample(2000, 500);
    assert.equal(meter.bytesPerSecond, 4000);
  });

  it('does not count the bytes of an earlier attempt', () => {
    const meter = new RateMeter(1_000_000, 0);
    run(meter, 0, 1_000_000, [250, 250, 250, 250]);
    assert.equal(meter.bytesPerSecond, 1000);
  });

  it('follows a change of speed within some seconds, and not at once', () => {
    const meter = new RateMeter(0, 0);
    const received = run(
      meter,
      0,
      0,
      Array.from({ length: 20 }, () => 250),
    );
    run(meter, 5000, received, [2500]);
    const soon = meter.bytesPerSecond ?? 0;
    assert.ok(soon > 1500 && soon < 4000, `${soon}`);
    run(
      meter,
      5250,
      received + 2500,
      Array.from({ length: 40 }, () => 2500),
    );
    const later = meter.bytesPerSecond ?? 0;
    assert.ok(later > 9500 && later <= 10_000, `${later}`);
  });

  it('falls towards zero while nothing arrives', () => {
    const meter = new RateMeter(0, 0);
    const received = run(meter, 0, 0, [250, 250, 250, 250]);
    run(
      meter,
      1000,
      received,
      Array.from({ length: 40 }, () => 0),
    );
    assert.ok((meter.bytesPerSecond ?? 0) < 20);
  });

  it('handles a transfer that starts over, and two samples at one time', () => {
    const meter = new RateMeter(0, 0);
    meter.sample(5000, 500);
    meter.sample(0, 1000);
    meter.sample(9999, 1000);
    assert.ok((meter.bytesPerSecond ?? -1) >= 0);
    assert.ok((meter.bytesPerSecond ?? 1e9) < 10_000);
  });
});

describe('timeLeftMs', () => {
  it('is the time for the rest at the present rate', () => assert.equal(timeLeftMs(1000, 500), 2000));
  it('is unknown without a rate or while nothing arrives', () => {
    assert.equal(timeLeftMs(1000, undefined), undefined);
    assert.equal(timeLeftMs(1000, 0.5), undefined);
  });
  it('is never negative', () => assert.equal(timeLeftMs(-5, 100), 0));
});
