import assert from 'node:assert/strict';
import { forEachConcurrently } from '../../../src/engine/forEachConcurrently.ts';

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

describe('forEachConcurrently', () => {
  it('starts all items in order and never exceeds the limit', async () => {
    const begun: number[] = [];
    let [open, most] = [0, 0];
    await forEachConcurrently([1, 2, 3, 4, 5], 2, async (item) => {
      begun.push(item);
      open += 1;
      most = Math.max(most, open);
      await turn();
      open -= 1;
    });
    assert.deepEqual([begun, most], [[1, 2, 3, 4, 5], 2]);
  });

  it('starts no more items after a failure and rejects once the running ones have ended', async () => {
    const ended: number[] = [];
    const work = forEachConcurrently([1, 2, 3, 4], 2, async (item) => {
      if (item === 1) throw new Error('no');
      await turn();
      ended.push(item);
    });
    await assert.rejects(work, /no/);
    assert.deepEqual(ended, [2]);
  });
});
