import assert from 'node:assert/strict';
import { EngineError } from '../../../src/engine/index.ts';
import { isCancelled } from '../../../src/words/describeError.ts';

describe('isCancelled', () => {
  it('recognises cancellations by the user and the editor', () => {
    assert.ok(isCancelled(new DOMException('stopped', 'AbortError')));
    assert.ok(isCancelled(Object.assign(new Error('Canceled'), { name: 'Canceled' })));
    assert.ok(!isCancelled(new EngineError('server', '', { host: 'git.example.org', status: 500 })));
    assert.ok(!isCancelled('AbortError'));
  });
});
