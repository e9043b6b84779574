import assert from 'node:assert/strict';
import { EngineError } from '../../../../src/engine/index.ts';
import { FakeUi } from '../../../support/fakeUi.ts';
import { MemoryLog } from '../../../support/memoryLog.ts';
import { mirrorAt } from '../../../support/mirrorRig.ts';
import '../../../support/vscode/useVscodeStub.ts';

// The stub has to be registered before the modules that use it are loaded.
const { tellMirrorSkipped } = await import('../../../../src/editor/account/tellMirrorSkipped.ts');

describe('tellMirrorSkipped', () => {
  const host = 'cache.example.org';
  const messagesFor = async (
    error: EngineError,
  ): Promise<{ readonly warned: number; readonly below: readonly string[] }> => {
    const ui = new FakeUi();
    const below: string[] = [];
    const sayInStatusBar = (text: string): void => void below.push(text);
    const log = new MemoryLog() as unknown as Parameters<typeof tellMirrorSkipped>[0]['log'];
    await tellMirrorSkipped({ ui, log, sayInStatusBar }, mirrorAt(`https://${host}`), error);
    return { warned: ui.texts('warn').length, below };
  };

  it('names a mirror that cannot be reached in the status bar, without a message', async () => {
    assert.deepEqual(await messagesFor(new EngineError('network', '', { host, reason: 'ECONNREFUSED' })), {
      warned: 0,
      below: ['The mirror cache.example.org cannot be reached (ECONNREFUSED), so it was skipped.'],
    });
  });

  it('warns of a mirror that sent another file, or refuses its credentials', async () => {
    for (const error of [
      new EngineError('badBody', '', { host, rule: 'digest' }),
      new EngineError('forbidden', '', { host, tokenSent: true }),
    ]) {
      assert.deepEqual(await messagesFor(error), { warned: 1, below: [] });
    }
  });
});
