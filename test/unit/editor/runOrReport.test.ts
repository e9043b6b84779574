import assert from 'node:assert/strict';
import { runOrReport } from '../../../src/editor/inBackground.ts';
import type { ErrorContext } from '../../../src/editor/errorActions.ts';
import type { Services } from '../../../src/editor/services.ts';

describe('runOrReport', () => {
  it('shows a failure without throwing it, and runs the task again on Retry', async () => {
    const shown: [unknown, ErrorContext][] = [];
    const services = {
      errors: { show: async (...args: [unknown, ErrorContext]) => void shown.push(args) },
    } as unknown as Services;
    const failure = new Error('no');
    let runs = 0;
    const task = async (): Promise<string> => {
      runs += 1;
      if (runs === 1) throw failure;
      return 'done';
    };
    assert.equal(await runOrReport(services, task), undefined);
    const [[error, context] = []] = shown;
    assert.equal(error, failure);
    await context?.retry?.();
    assert.equal(runs, 2);
    assert.equal(shown.length, 1);
    assert.equal(await runOrReport(services, task), 'done');
  });
});
