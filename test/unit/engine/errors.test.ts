import assert from 'node:assert/strict';
import { EngineError, isEngineError } from '../../../src/engine/errors.ts';

describe('EngineError', () => {
  const error = new EngineError('limited', 'the daily limit is used up', { limit: 200, resetsAt: 1 });

  it('has the facts next to the code', () => {
    assert.equal(error.class, 'Local');
    assert.equal(new EngineError('gone', 'x', { host: 'h', name: 'n' }).class, 'NotFound');
    assert.equal(new EngineError('badResponse', 'x', { host: 'h', endpoint: '/', path: '$' }).class, 'Upstream');
  });

  it('keeps the cause', () => {
    const cause = new Error('reset');
    assert.equal(new EngineError('network', 'x', { host: 'h' }, { cause }).cause, cause);
  });

  it('is recognised by its class and code', () => {
    assert.equal(isEngineError(error), true);
    assert.equal(isEngineError(error, 'limited'), true);
    assert.equal(isEngineError(error, 'network'), false);
    assert.equal(isEngineError(new Error('limited')), false);
    assert.equal(error.is('limited') && error.facts.limit, 200);
  });
});
