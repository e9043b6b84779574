import assert from 'node:assert/strict';
import { Semaphore } from '../../../src/engine/semaphore.ts';

describe('Semaphore', () => {
  it('limits how many tasks run at once and starts the rest in order, even after a failure', async () => {
    const semaphore = new Semaphore(2);
    const ends = [1, 2, 3, 4].map(() => Promise.withResolvers<void>());
    const begun: number[] = [];
    const results = ends.map(({ promise }, index) =>
      semaphore.run(async () => {
        begun.push(index);
        await promise;
        return index;
      }),
    );
    assert.deepEqual(begun, [0, 1]);
    ends[1]?.reject(new Error('no'));
    await assert.rejects(results[1] ?? Promise.resolve(), /no/);
    assert.deepEqual(begun, [0, 1, 2]);
    for (const { resolve } of ends) resolve();
    assert.deepEqual(await Promise.all([results[0], results[2], results[3]]), [0, 2, 3]);
    assert.deepEqual(begun, [0, 1, 2, 3]);
  });
});
