import assert from 'node:assert/strict';
import { EngineError } from '../../../src/engine/index.ts';
import { MemoryConfiguration, settingsOver } from '../../support/memoryConfiguration.ts';
import '../../support/vscode/useVscodeStub.ts';

// The stub has to be registered before the modules that use it are loaded.
const { Instances } = await import('../../../src/editor/instances.ts');

const BASE = 'https://codeberg.org/';
const host = 'codeberg.org';

describe('the trouble of an instance', () => {
  const troubleAfter = (error: unknown): unknown => {
    const instances = new Instances(settingsOver(new MemoryConfiguration()));
    instances.setTrouble(BASE, error);
    return instances.get(BASE)?.trouble;
  };

  it('is a failure that every other request would meet too', () => {
    for (const error of [
      new EngineError('network', '', { host }),
      new EngineError('timeout', '', { host, phase: 'headers', timeoutMs: 1 }),
      new EngineError('server', '', { host, status: 500 }),
      new EngineError('htmlPage', '', { host, page: 'login' }),
      new EngineError('redirect', '', { host, rule: 'api' }),
    ])
      assert.equal(troubleAfter(error), error);
  });

  it('is not a failure of a single thing, and ends with an answer', () => {
    for (const error of [
      new EngineError('redirect', '', { host, rule: 'privateAddress' }),
      new EngineError('notFound', '', { host, what: 'release', name: 'v1' }),
      new TypeError('x'),
      undefined,
    ])
      assert.equal(troubleAfter(error), undefined);
  });
});
