import assert from 'node:assert/strict';
import { mapInSlices } from '../../../src/engine/slices.ts';

describe('mapInSlices', () => {
  it('maps in order, and yields to other work in between', async () => {
    let turns = 0;
    const others = setInterval(() => (turns += 1), 1);
    const busy = (item: number): number => {
      const until = performance.now() + 5;
      while (performance.now() < until);
      return item * 2;
    };
    const items = Array.from({ length: 20 }, (_, index) => index);
    const doubled = await mapInSlices(items, busy);
    clearInterval(others);
    assert.deepEqual(
      doubled,
      items.map((item) => item * 2),
    );
    assert.ok(turns >= 3, `${turns}`);
  });

  it('rejects with the first failure', async () => {
    await assert.rejects(
      mapInSlices([1], () => {
        throw new Error('no');
      }),
      /no/,
    );
  });
});
