import assert from 'node:assert/strict';
import { Places } from '../../../src/engine/places.ts';

describe('Places', () => {
  it('run so much at once and the rest in its order, also after a failure', async () => {
    const places = new Places(2);
    const ends = [1, 2, 3, 4].map(() => Promise.withResolvers<void>());
    const begun: number[] = [];
    const results = ends.map(({ promise }, index) =>
      places.take(async () => {
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
