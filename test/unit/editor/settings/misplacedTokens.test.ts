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
    assert.doesNotMatch(JSON.stringify(ui.said), new RegExp(TOKEN));
  });

  it('moves a token to the secret storage and removes it from the settings', async () => {
    ui.next({ press: 'Move to Secret Storage' });
    await misplaced.offer();
    assert.equal(memory.secrets.get(BASE), TOKEN);
    assert.deepEqual(memory.entries, [7, { url: 'https://git.example.org', name: 'Work' }]);
    assert.match(ui.texts('inform').join(), /The token of Work is in the secret storage now/);
  });

  it('moves a token out of an address', async () => {
    memory.entries = [{ url: `https://alice:${TOKEN}@git.example.org` }];
    ui.next({ press: 'Move to Secret Storage' });
    await misplaced.offer();
    assert.equal(memory.secrets.get(BASE), TOKEN);
    assert.deepEqual(memory.entries, [{ url: 'https://git.example.org' }]);
    assert.deepEqual(memory.settings.problems, []);
  });

  it('leaves everything as it is when the person does not want it, and does not ask again', async () => {
    const before = memory.entries;
    await misplaced.offer();
    await misplaced.offer();
    assert.equal(memory.entries, before);
    assert.equal(memory.secrets.size, 0);
    assert.equal(ui.texts('warn').length, 1);
  });

  it('cannot move a token whose instance is not known, and says what to do', async () => {
    memory.entries = [{ url: `http://${TOKEN}@git.example.org` }];
    await misplaced.offer();
    assert.match(ui.texts('warn').join(), /Remove it there, correct the address, and sign in instead/);
  });
});
