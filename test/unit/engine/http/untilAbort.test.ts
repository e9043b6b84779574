import assert from 'node:assert/strict';
import { untilAbort } from '../../../../src/engine/http/untilAbort.ts';
import { settle } from '../../../support/fakeClock.ts';

describe('untilAbort', () => {
  const failed = new Error('failed');

  it('returns the result of the work', async () => {
    const { signal } = new AbortController();
    assert.equal(await untilAbort(Promise.resolve(1), signal), 1);
    await assert.rejects(untilAbort(Promise.reject(failed), signal), failed);
  });

  it("rejects with the signal's reason at once, and passes on a late result", async () => {
    for (const early of [true, false]) {
      const stop = new AbortController();
      const work = Promise.withResolvers<string>();
      const late: string[] = [];
      if (early) stop.abort(failed);
      const call = untilAbort(work.promise, stop.signal, (value) => void late.push(value));
      stop.abort(failed);
      await assert.rejects(call, failed);
      work.resolve('late');
      await settle();
      assert.deepEqual(late, ['late']);
    }
  });

  it('ignores a late failure', async () => {
    const alarms: unknown[] = [];
    const alarm = (error: unknown): void => void alarms.push(error);
    process.on('unhandledRejection', alarm);
    const work = Promise.withResolvers<string>();
    await assert.rejects(untilAbort(work.promise, AbortSignal.abort(failed)), failed);
    work.reject(new Error('late'));
    await settle();
    await settle();
    process.off('unhandledRejection', alarm);
    assert.deepEqual(alarms, []);
  });
});
