import assert from 'node:assert/strict';
import { Turns } from '../../../src/engine/turns.ts';

describe('Turns', () => {
  it('runs work for one key in its order, also after a failure, and work for others meanwhile', async () => {
    const turns = new Turns();
    const order: string[] = [];
    const first = Promise.withResolvers<void>();
    const work = [
      turns.take('a', async () => {
        order.push('a1');
        await first.promise;
        order.push('a1 fails');
        throw new Error('no');
      }),
      turns.take('a', () => void order.push('a2')),
      turns.take('b', () => void order.push('b1')),
    ];
    await work[2];
    assert.deepEqual(order, ['a1', 'b1']);
    first.resolve();
    await assert.rejects(work[0]!, /no/);
    await work[1];
    assert.deepEqual(order, ['a1', 'b1', 'a1 fails', 'a2']);
    assert.equal(await turns.take('a', () => 7), 7);
  });
});
