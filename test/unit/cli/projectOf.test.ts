import assert from 'node:assert/strict';
import { chosen } from '../../../src/cli/projectOf.ts';

describe('chosen', () => {
  const tools = new Map([
    ['saw', 1],
    ['plane', 2],
  ]);

  it('returns the named tools once each, or all', () => {
    assert.deepEqual(chosen(['saw', 'saw'], tools, 'lock'), ['saw']);
    assert.deepEqual(chosen([], tools, 'lock'), ['saw', 'plane']);
  });

  it('says which of the two files lacks a tool, and what it has', () => {
    assert.throws(
      () => chosen(['rasp'], tools, 'lock'),
      /^CliError: The lock has no tool rasp\. Available: saw and plane\.$/,
    );
    assert.throws(() => chosen(['rasp'], new Map(), 'workspace file'), /The workspace file has no tool rasp\.$/);
  });
});
