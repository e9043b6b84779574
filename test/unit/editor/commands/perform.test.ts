import assert from 'node:assert/strict';
import { perform } from '../../../../src/editor/commands/perform.ts';
import type { ErrorContext } from '../../../../src/editor/errorActions.ts';
import type { Services } from '../../../../src/editor/services.ts';

describe('a command', () => {
  it('shows its failure without throwing it, and runs again with the same arguments on Retry', async () => {
    const shown: [unknown, ErrorContext][] = [];
    const services = {
      errors: { show: async (...told: [unknown, ErrorContext]) => void shown.push(told) },
    } as unknown as Services;
    const failure = new Error('no');
    const calls: unknown[] = [];
    const handler = async (_services: Services, ...args: readonly unknown[]): Promise<string> => {
      calls.push(args);
      if (calls.length === 1) throw failure;
      return 'done';
    };
    assert.equal(await perform(services, handler, ['a', 'b']), undefined);
    const [[error, context] = []] = shown;
    assert.equal(error, failure);
    await context?.retry?.();
    assert.deepEqual(calls, [
      ['a', 'b'],
      ['a', 'b'],
    ]);
    assert.equal(shown.length, 1);
    assert.equal(await perform(services, handler, []), 'done');
  });
});
