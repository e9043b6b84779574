import assert from 'node:assert/strict';
import { EngineError } from '../../../src/engine/index.ts';
import { FakeUi } from '../../support/fakeUi.ts';
import '../../support/vscode/useVscodeStub.ts';

// The stub has to be registered before the modules that use it are loaded.
const { ErrorActions } = await import('../../../src/editor/errorActions.ts');

type Arguments = ConstructorParameters<typeof ErrorActions>;

describe('ErrorActions', () => {
  it('asks a server that asked to wait once more when Retry is pressed, and only then', async () => {
    const ui = new FakeUi();
    const done: string[] = [];
    const engine = {
      directory: '/',
      get: () => ({ liftHold: (host: string) => Promise.resolve(void done.push(host)) }),
    };
    const log = { error: () => undefined } as unknown as Arguments[2];
    const errors = new ErrorActions(ui, {} as Arguments[1], log, engine);
    const retry = (): Promise<void> => Promise.resolve(void done.push('retry'));
    const limited = new EngineError('rateLimited', 'slowly', { host: 'git.example.org', retryAt: 0 });
    ui.next({ press: undefined }, { press: 'Retry' }, { press: 'Retry' });
    await errors.show(limited, { retry });
    assert.deepEqual(done, []);
    await errors.show(limited, { retry });
    assert.deepEqual(done, ['git.example.org', 'retry']);
    await errors.show(new EngineError('server', 'broken', { host: 'git.example.org', status: 500 }), { retry });
    assert.deepEqual(done, ['git.example.org', 'retry', 'retry']);
  });
});
