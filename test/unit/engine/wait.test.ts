import assert from 'node:assert/strict';
import { systemClock } from '../../../src/engine/systemClock.ts';
import { wait } from '../../../src/engine/wait.ts';
import { FakeClock } from '../../support/fakeClock.ts';

describe('wait', () => {
  it('resolves when the time has come, and stops listening to the signal', async () => {
    const clock = new FakeClock();
    const stop = new AbortController();
    let done = false;
    const waited = wait(clock, 100, stop.signal).then(() => (done = true));
    await clock.advance(99);
    assert.equal(done, false);
    await clock.advance(1);
    await waited;
    stop.abort();
  });

  it('rejects at once with the reason of an abort, and leaves no timer', async () => {
    const clock = new FakeClock();
    const stop = new AbortController();
    const waiting = wait(clock, 100, stop.signal);
    stop.abort(new Error('enough'));
    await assert.rejects(waiting, /enough/);
    assert.equal(clock.pending, 0);
    await assert.rejects(wait(clock, 100, AbortSignal.abort(new Error('late'))), /late/);
    assert.equal(clock.pending, 0);
  });
});

describe('systemClock', () => {
  it('tells the time and runs what is due, unless it was cancelled', async () => {
    assert.ok(Math.abs(systemClock.now() - Date.now()) < 1000);
    let cancelled = true;
    systemClock.after(0, () => (cancelled = false))();
    // The timer under test does not keep the process alive, so the test's own does.
    const alive = setInterval(() => undefined, 1000);
    await new Promise<void>((resolve) => void systemClock.after(2, resolve));
    clearInterval(alive);
    assert.equal(cancelled, true);
  });
});
