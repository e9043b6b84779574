import assert from 'node:assert/strict';
import { Sequence } from '../../../src/editor/sequence.ts';
import { settle } from '../../support/fakeClock.ts';

describe('Sequence', () => {
  it('starts nothing before earlier work has ended, so that no change is based on old data', async () => {
    const sequence = new Sequence();
    const gate = Promise.withResolvers<void>();
    let value: readonly string[] = [];
    const add = async (text: string, wait?: Promise<void>): Promise<void> => {
      const before = value;
      await wait;
      value = [...before, text];
    };
    const first = sequence.run(() => add('first', gate.promise));
    const second = sequence.run(() => add('second'));
    await settle();
    assert.deepEqual(value, []);
    gate.resolve();
    await Promise.all([first, second]);
    assert.deepEqual(value, ['first', 'second']);
  });

  it('rejects only the failing task, and continues', async () => {
    const sequence = new Sequence();
    const failing = sequence.run(() => Promise.reject(new Error('no')));
    const next = sequence.run(() => Promise.resolve('yes'));
    await assert.rejects(failing, /no/);
    assert.equal(await next, 'yes');
  });
});
