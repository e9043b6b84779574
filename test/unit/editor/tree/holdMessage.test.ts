import assert from 'node:assert/strict';
import { HoldMessage } from '../../../../src/editor/tree/holdMessage.ts';
import { FakeClock } from '../../../support/fakeClock.ts';
import { MemoryLog } from '../../../support/memoryLog.ts';

describe('HoldMessage', () => {
  const host = 'git.example.org';

  it('shows that a server asks to wait until it no longer does', async () => {
    const clock = new FakeClock();
    const messages: string[] = [];
    const below: unknown[] = [];
    const message = new HoldMessage({
      clock,
      log: new MemoryLog(),
      say: (text) => messages.push(text),
      sayInStatusBar: (...shown) => below.push(shown),
    });
    message.show({ host, until: clock.now() + 20_000 });
    await clock.advance(10_000);
    message.show({ host, until: clock.now() + 30_000 });
    await clock.advance(29_000);
    assert.deepEqual(messages, [
      'git.example.org is limiting requests for another 20 s.',
      'git.example.org is limiting requests for another 30 s.',
    ]);
    await clock.advance(1000);
    assert.equal(messages.at(-1), '');
    assert.deepEqual(below[0], ['git.example.org is limiting requests for another 20 s.', 20_000]);
    message.dispose();
    assert.equal(clock.pending, 0);
  });
});
