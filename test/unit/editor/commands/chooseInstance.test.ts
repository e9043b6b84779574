import assert from 'node:assert/strict';
import { removeInstance } from '../../../../src/editor/commands/removeInstance.ts';
import { chooseInstance } from '../../../../src/editor/account/chooseInstance.ts';
import { FakeUi } from '../../../support/fakeUi.ts';
import { MemoryServices } from '../../../support/memoryServices.ts';

describe('the instance that a command acts on', () => {
  it('is none if none is configured, which is said', async () => {
    const memory = new MemoryServices(new FakeUi());
    await removeInstance(memory.services);
    assert.deepEqual(memory.ui.texts('inform'), ['No instance is configured.']);
  });

  it('is never another one than the row names', async () => {
    const memory = new MemoryServices(new FakeUi(), [{ url: 'https://git.example.org' }]);
    const row = { kind: 'instance', instance: 'https://removed.example.org/' };
    await assert.rejects(chooseInstance(memory.services, row, 'Sign Out'), { code: 'unknownInstance' });
    const only = await chooseInstance(memory.services, undefined, 'Sign Out');
    assert.equal(only?.setting.url, 'https://git.example.org/');
  });
});
