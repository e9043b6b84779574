import assert from 'node:assert/strict';
import { SETTINGS } from '../../../../src/editor/ids.ts';
import { offerToMoveRequirements } from '../../../../src/editor/settings/moveRequirements.ts';
import { FakeUi } from '../../../support/fakeUi.ts';
import { MemoryConfiguration, settingsOver } from '../../../support/memoryConfiguration.ts';

const OLD = { default: 'checksum', 'https://codeberg.org': 'signature', 'https://example.org': 'any' };

describe('requirements by place in the setting for everywhere', () => {
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

  it('move to their own setting when told to, the places first, and nowhere demand less', async () => {
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

  it('stay where they are when nobody answers', async () => {
    configuration.type(SETTINGS.verificationRequire, OLD);
    ui.next({ press: undefined });
    await offer();
    assert.deepEqual(both(), [OLD, undefined]);
  });

  it('keep a word that nobody knows, as it demands the most', async () => {
    configuration.type(SETTINGS.verificationRequire, { 'https://codeberg.org': 'signed' });
    configuration.type(SETTINGS.requireByPlace, { 'https://codeberg.org': 'pin' });
    ui.next({ press: 'Move Them' });
    await offer();
    assert.deepEqual(both(), ['any', { 'https://codeberg.org': 'signed' }]);
  });

  it('are not spoken of where there are none', async () => {
    configuration.type(SETTINGS.verificationRequire, 'signature');
    await offer();
    assert.deepEqual(ui.said, []);
  });
});
