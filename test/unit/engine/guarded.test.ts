import assert from 'node:assert/strict';
import { guarded } from '../../../src/engine/guarded.ts';
import { MemoryLog } from '../../support/memoryLog.ts';

describe('guarded', () => {
  it('passes on calls', () => {
    const received: unknown[] = [];
    guarded(new MemoryLog(), (...args: unknown[]) => void received.push(...args))(1, 'two');
    assert.deepEqual(received, [1, 'two']);
  });

  it('logs an error thrown by a listener, and continues', () => {
    const log = new MemoryLog();
    guarded(log, () => {
      throw new Error('bad listener');
    })();
    assert.ok(log.lines.some((line) => line.includes('bad listener')));
  });
});
