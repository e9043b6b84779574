import assert from 'node:assert/strict';
import { SETTINGS } from '../../../../src/editor/ids.ts';
import { offerToMoveRequirements } from '../../../../src/editor/settings/moveRequirements.ts';
import { FakeUi } from '../../../support/fakeUi.ts';
import { MemoryConfiguration, settingsOver } from '../../../support/memoryConfiguration.ts';

const OLD = { default: 'checksum', 'https://codeberg.org': 'signature', 'https://example.org': 'any' };

describe('requirements by scope in the global setting', () => {
  let configuration: MemoryConfiguration;
  let ui: FakeUi;
  beforeEach(() => {
    configuration = new MemoryConfiguration();
    ui = new FakeUi();
  });
  afterEach(() => ui.finish());

  const offer = (): Promise<void> => offerToMoveRequirements({ ui, settings: settingsOver(configuration) });
  const both = (): unknown =>
    [SETTINGS.verificationRequire, SETTINGS.requireByPlace].map((key) => configuration.get(key));

  it('moves them to their own setting on request, scopes first, and never loosens one', async () => {
    configuration.type(SETTINGS.verificationRequire, OLD);
    configuration.type(SETTINGS.requireByPlace, { 'https://codeberg.org': 'any', 'https://other.example': 'pin' });
    ui.next({ press: 'Move Them' });
    await offer();
    const places = {
      'https://codeberg.org': 'signature',
      'https://other.example': 'pin',
      'https://example.org': 'any',
    };
    assert.deepEqual(both(), ['checksum', places]);
    assert.deepEqual(
      configuration.written.map(([key]) => key),
      [SETTINGS.requireByPlace, SETTINGS.verificationRequire],
    );
  });

  it('leaves them alone without an answer', async () => {
    configuration.type(SETTINGS.verificationRequire, OLD);
    ui.next({ press: undefined });
    await offer();
    assert.deepEqual(both(), [OLD, undefined]);
  });

  it('keeps an unknown word, which requires the most', async () => {
    configuration.type(SETTINGS.verificationRequire, { 'https://codeberg.org': 'signed' });
    configuration.type(SETTINGS.requireByPlace, { 'https://codeberg.org': 'pin' });
    ui.next({ press: 'Move Them' });
    await offer();
    assert.deepEqual(both(), ['any', { 'https://codeberg.org': 'signed' }]);
  });

  it('asks nothing if there are none', async () => {
    configuration.type(SETTINGS.verificationRequire, 'signature');
    await offer();
    assert.deepEqual(ui.messages, []);
  });
});
