import assert from 'node:assert/strict';
import { KeyedMutex } from '../../../src/engine/keyedMutex.ts';

describe('KeyedMutex', () => {
  it('runs the tasks of one key in order, even after a failure, and those of other keys meanwhile', async () => {
    const mutex = new KeyedMutex();
    const order: string[] = [];
    const first = Promise.withResolvers<void>();
    const work = [
      mutex.run('a', async () => {
        order.push('a1');
        await first.promise;
        order.push('a1 fails');
        throw new Error('no');
      }),
      mutex.run('a', () => void order.push('a2')),
      mutex.run('b', () => void order.push('b1')),
    ];
    await work[2];
    assert.deepEqual(order, ['a1', 'b1']);
    first.resolve();
    await assert.rejects(work[0]!, /no/);
    await work[1];
    assert.deepEqual(order, ['a1', 'b1', 'a1 fails', 'a2']);
    assert.equal(await mutex.run('a', () => 7), 7);
  });
});
