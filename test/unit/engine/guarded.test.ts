import assert from 'node:assert/strict';
import { guarded } from '../../../src/engine/guarded.ts';
import { MemoryLog } from '../../support/memoryLog.ts';

describe('guarded', () => {
  it('passes on calls', () => {
    const heard: unknown[] = [];
    guarded(new MemoryLog(), (...told: unknown[]) => void heard.push(...told))(1, 'two');
    assert.deepEqual(heard, [1, 'two']);
  });

  it('logs an error thrown by a listener, and continues', () => {
    const log = new MemoryLog();
    guarded(log, () => {
      throw new Error('bad listener');
    })();
    assert.ok(log.lines.some((line) => line.includes('bad listener')));
  });
});
