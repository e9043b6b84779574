import assert from 'node:assert/strict';
import { inLanes } from '../../../src/engine/lanes.ts';

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

describe('inLanes', () => {
  it('works off all items in their order, never more at once than it is told', async () => {
    const begun: number[] = [];
    let [open, most] = [0, 0];
    await inLanes([1, 2, 3, 4, 5], 2, async (item) => {
      begun.push(item);
      open += 1;
      most = Math.max(most, open);
      await turn();
      open -= 1;
    });
    assert.deepEqual([begun, most], [[1, 2, 3, 4, 5], 2]);
  });

  it('begins no more after a failure, and fails when those under way have ended', async () => {
    const ended: number[] = [];
    const work = inLanes([1, 2, 3, 4], 2, async (item) => {
      if (item === 1) throw new Error('no');
      await turn();
      ended.push(item);
    });
    await assert.rejects(work, /no/);
    assert.deepEqual(ended, [2]);
  });
});
