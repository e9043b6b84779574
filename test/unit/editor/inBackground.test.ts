import assert from 'node:assert/strict';
import { showFailureOf, logFailureOf } from '../../../src/editor/inBackground.ts';
import type { Services } from '../../../src/editor/services.ts';
import { settle } from '../../support/fakeClock.ts';
import { MemoryLog } from '../../support/memoryLog.ts';

describe('background work', () => {
  const failure = new Error('no');

  it('shows failures behind a message, and logs those that cannot be shown', async () => {
    for (const canShow of [true, false]) {
      const reported: unknown[] = [];
      const errors = {
        show: async (error: unknown) => {
          reported.push('show', error);
          if (!canShow) throw new Error('the window closes');
        },
        note: (error: Error) => reported.push('note', error.message),
      } as unknown as Services['errors'];
      showFailureOf({ errors }, Promise.reject(failure));
      await settle();
      assert.deepEqual(reported, ['show', failure, ...(canShow ? [] : ['note', 'the window closes'])]);
    }
  });

  it('logs failures of work that the user did not start', async () => {
    const log = new MemoryLog();
    logFailureOf(log, Promise.reject(failure));
    logFailureOf(log, Promise.resolve());
    await settle();
    assert.deepEqual(log.lines, ['error Error: no']);
  });
});
