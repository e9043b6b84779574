import assert from 'node:assert/strict';
import { OrderedOutput } from '../support/orderedOutput.ts';

describe('OrderedOutput', () => {
  it('prints the output of the first task at once and of the others in order', () => {
    let shown = '';
    const output = new OrderedOutput(['a', 'b', 'c'], (text) => (shown += text));
    output.print('c', 'c1 ');
    output.print('a', 'a1 ');
    output.print('b', 'b1 ');
    assert.equal(shown, 'a1 ');
    output.end('c');
    output.end('a');
    assert.equal(shown, 'a1 b1 ');
    output.print('b', 'b2 ');
    output.end('b');
    assert.equal(shown, 'a1 b1 b2 c1 ');
  });
});
