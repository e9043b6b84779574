import assert from 'node:assert/strict';
import { pressedButton } from '../../../../src/editor/ui/pressedButton.ts';

describe('pressedButton', () => {
  it('does not wait for a message without buttons to be closed', async () => {
    assert.equal(await pressedButton(new Promise(() => undefined), []), undefined);
  });

  it('waits for the answer to one with buttons', async () => {
    assert.equal(await pressedButton(Promise.resolve('Retry'), ['Retry']), 'Retry');
  });
});
