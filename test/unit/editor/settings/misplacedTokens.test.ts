import assert from 'node:assert/strict';
import { MisplacedTokens } from '../../../../src/editor/settings/misplacedTokens.ts';
import { MemoryServices } from '../../../support/memoryServices.ts';
import { FakeUi } from '../../../support/fakeUi.ts';

const TOKEN = '0123456789abcdef0123456789abcdef01234567';
const BASE = 'https://git.example.org/';

describe('MisplacedTokens', () => {
  let ui: FakeUi;
  let memory: MemoryServices;
  let misplaced: MisplacedTokens;
  beforeEach(() => {
    ui = new FakeUi();
    memory = new MemoryServices(ui, [7, { url: 'https://git.example.org', name: 'Work', token: TOKEN }]);
    misplaced = new MisplacedTokens(memory.services);
  });
  afterEach(() => {
    ui.finish();
    assert.doesNotMatch(JSON.stringify(ui.messages), new RegExp(TOKEN));
  });

  it('moves a token to the secret storage and removes it from the settings', async () => {
    ui.next({ press: 'Move to Secret Storage' });
    await misplaced.offer();
    assert.equal(memory.secrets.get(BASE), TOKEN);
    assert.deepEqual(memory.entries, [7, { url: 'https://git.example.org', name: 'Work' }]);
    assert.match(ui.texts('inform').join(), /The token for Work was moved from the settings to the secret storage/);
  });

  it('moves a token out of an address', async () => {
    memory.entries = [{ url: `https://alice:${TOKEN}@git.example.org` }];
    ui.next({ press: 'Move to Secret Storage' });
    await misplaced.offer();
    assert.equal(memory.secrets.get(BASE), TOKEN);
    assert.deepEqual(memory.entries, [{ url: 'https://git.example.org' }]);
    assert.deepEqual(memory.settings.problems, []);
  });

  it('changes nothing if the user declines, and does not ask again', async () => {
    const before = memory.entries;
    await misplaced.offer();
    await misplaced.offer();
    assert.equal(memory.entries, before);
    assert.equal(memory.secrets.size, 0);
    assert.equal(ui.texts('warn').length, 1);
  });

  it('explains what to do with a token of an unknown instance', async () => {
    memory.entries = [{ url: `http://${TOKEN}@git.example.org` }];
    await misplaced.offer();
    assert.match(ui.texts('warn').join(), /Remove it there, correct the address, and sign in instead/);
  });

  it('removes it from every entry of the instance before the message', async () => {
    memory.entries = [
      { url: 'https://git.example.org', name: 'Work' },
      { url: 'https://git.example.org', token: TOKEN },
      `https://alice:${TOKEN}@git.example.org/`,
      { url: `https://git.example.org/?token=${TOKEN}`, note: TOKEN },
    ];
    ui.next({ press: 'Move to Secret Storage' });
    await misplaced.offer();
    assert.equal(memory.secrets.get(BASE), TOKEN);
    assert.doesNotMatch(JSON.stringify(memory.entries), new RegExp(TOKEN));
    assert.match(ui.texts('inform').join(), /was moved from the settings to the secret storage/);
  });

  it('does not claim that a token is gone while another instance has it too', async () => {
    memory.entries = [
      { url: 'https://git.example.org', token: TOKEN },
      { url: 'https://other.example', owners: [TOKEN] },
    ];
    ui.next({ press: 'Move to Secret Storage' }, { press: 'Open Settings' });
    await misplaced.offer();
    assert.deepEqual(ui.texts('inform'), []);
    assert.match(ui.texts('warn').at(-1) ?? '', /is also somewhere else in the settings/);
    assert.deepEqual(memory.shown, ['openSettings']);
  });

  describe('with another token in the secret storage', () => {
    beforeEach(() => memory.secrets.set(BASE, 'a good one'));
    const left = (): boolean => !JSON.stringify(memory.entries).includes(TOKEN);

    for (const [press, stored, isRemoved] of [
      ['Replace Stored Token', TOKEN, true],
      ['Keep Stored Token', 'a good one', true],
      [undefined, 'a good one', false],
    ] as const) {
      it(`follows the answer: ${press ?? 'nothing'}`, async () => {
        ui.next({ press: 'Move to Secret Storage' }, { press });
        await misplaced.offer();
        assert.deepEqual([memory.secrets.get(BASE), left()], [stored, isRemoved]);
        assert.equal(ui.texts('inform').length, isRemoved ? 1 : 0);
      });
    }

    it('asks nothing if it is the same', async () => {
      memory.secrets.set(BASE, TOKEN);
      ui.next({ press: 'Move to Secret Storage' });
      await misplaced.offer();
      assert.ok(left());
    });
  });

  it('reports no move, and offers it again, if the settings cannot be written', async () => {
    memory.configuration.beforeWrite = () => {
      throw new Error('the file has unsaved changes');
    };
    ui.next({ press: 'Move to Secret Storage' });
    await assert.rejects(misplaced.offer(), /unsaved changes/);
    assert.deepEqual(ui.texts('inform'), []);
    memory.configuration.beforeWrite = () => undefined;
    ui.next({ press: 'Move to Secret Storage' });
    await misplaced.offer();
    assert.equal(ui.texts('inform').length, 1);
  });
});
