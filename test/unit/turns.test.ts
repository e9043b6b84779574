import assert from 'node:assert/strict';
import { Turns } from '../support/turns.ts';

describe('Turns', () => {
  it('shows the first speaker at once and the others in their order', () => {
    let shown = '';
    const turns = new Turns(['a', 'b', 'c'], (text) => (shown += text));
    turns.print('c', 'c1 ');
    turns.print('a', 'a1 ');
    turns.print('b', 'b1 ');
    assert.equal(shown, 'a1 ');
    turns.end('c');
    turns.end('a');
    assert.equal(shown, 'a1 b1 ');
    turns.print('b', 'b2 ');
    turns.end('b');
    assert.equal(shown, 'a1 b1 b2 c1 ');
  });
});
