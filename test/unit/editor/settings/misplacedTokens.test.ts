import assert from 'node:assert/strict';
import { MisplacedTokens } from '../../../../src/editor/settings/misplacedTokens.ts';
import { FakeFlow } from '../../../support/fakeFlow.ts';
import { FakeUi } from '../../../support/fakeUi.ts';

const TOKEN = '0123456789abcdef0123456789abcdef01234567';
const BASE = 'https://git.example.org/';

describe('MisplacedTokens', () => {
  let ui: FakeUi;
  let flow: FakeFlow;
  let misplaced: MisplacedTokens;
  beforeEach(() => {
    ui = new FakeUi();
    flow = new FakeFlow(ui, [7, { url: 'https://git.example.org', name: 'Work', token: TOKEN }]);
    misplaced = new MisplacedTokens(flow);
  });
  afterEach(() => {
    ui.finish();
    assert.doesNotMatch(JSON.stringify(ui.said), new RegExp(TOKEN));
  });

  it('moves a token to the secret storage and removes it from the settings', async () => {
    ui.next({ press: 'Move to Secret Storage' });
    await misplaced.offer();
    assert.equal(flow.secrets.get(BASE), TOKEN);
    assert.deepEqual(flow.entries, [7, { url: 'https://git.example.org', name: 'Work' }]);
    assert.match(ui.texts('inform').join(), /The token of Work is in the secret storage now/);
  });

  it('moves a token out of an address', async () => {
    flow.entries = [{ url: `https://alice:${TOKEN}@git.example.org` }];
    ui.next({ press: 'Move to Secret Storage' });
    await misplaced.offer();
    assert.equal(flow.secrets.get(BASE), TOKEN);
    assert.deepEqual(flow.entries, [{ url: 'https://git.example.org' }]);
    assert.deepEqual(flow.settings.problems, []);
  });

  it('leaves everything as it is when the person does not want it, and does not ask again', async () => {
    const before = flow.entries;
    await misplaced.offer();
    await misplaced.offer();
    assert.equal(flow.entries, before);
    assert.equal(flow.secrets.size, 0);
    assert.equal(ui.texts('warn').length, 1);
  });

  it('cannot move a token whose instance is not known, and says what to do', async () => {
    flow.entries = [{ url: `http://${TOKEN}@git.example.org` }];
    await misplaced.offer();
    assert.match(ui.texts('warn').join(), /Remove it there, correct the address, and sign in instead/);
  });
});
