import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import { REQUIREMENTS, isEngineError } from '../../../../src/engine/index.ts';
import type { Requirement } from '../../../../src/engine/index.ts';
import { SETTINGS } from '../../../../src/editor/ids.ts';
import { offerToMoveRequirements } from '../../../../src/editor/settings/moveRequirements.ts';
import { trustOf } from '../../../../src/editor/settings/trustOf.ts';
import { FakeUi } from '../../../support/fakeUi.ts';
import { MemoryConfiguration, settingsOver } from '../../../support/memoryConfiguration.ts';

const OLD = { default: 'checksum', 'https://codeberg.org': 'signature', 'https://example.org': 'any' };

const OWNERS = ['forgejo', 'alice'];
const yes = (): boolean => true;
const no = (): boolean => false;

function required(configuration: MemoryConfiguration, owner: string): Requirement {
  return trustOf(settingsOver(configuration).current, 'https://codeberg.org/', owner).require;
}

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

  it('changes neither setting if the one for places holds something else, so that a repair loosens nothing', async () => {
    for (const written of ['pin', 7, true, [], [{}]]) {
      configuration = new MemoryConfiguration();
      configuration.type(SETTINGS.verificationRequire, { 'https://codeberg.org/forgejo': 'signature' });
      configuration.type(SETTINGS.requireByPlace, written);
      ui.next({ press: 'Move Them' });
      await assert.rejects(offer(), (error) => {
        return isEngineError(error, 'badSetting') && error.facts.key === SETTINGS.requireByPlace;
      });
      assert.deepEqual(configuration.written, []);
      configuration.type(SETTINGS.requireByPlace, {});
      assert.equal(required(configuration, 'forgejo'), 'signature');
    }
  });

  it('replaces only what it moved', async () => {
    const added = { ...OLD, 'https://codeberg.org/alice': 'pin' };
    configuration.type(SETTINGS.verificationRequire, OLD);
    configuration.beforeWrite = (key) => {
      if (key === SETTINGS.requireByPlace) configuration.type(SETTINGS.verificationRequire, added);
    };
    ui.next({ press: 'Move Them' });
    await offer();
    assert.equal(configuration.get(SETTINGS.verificationRequire), added);
  });

  it('never loosens the requirement of any owner, whatever the settings hold', async () => {
    const value = fc.oneof(fc.constantFrom<unknown>(...REQUIREMENTS, '', 'signed', null, {}, []), fc.jsonValue());
    const place = fc.constantFrom('default', 'https://codeberg.org', 'codeberg.org/Forgejo', 'https://x.example');
    const setting = fc.oneof(fc.dictionary(place, value), value);
    await fc.assert(
      fc.asyncProperty(setting, setting, async (everywhere, byPlace) => {
        configuration = new MemoryConfiguration();
        configuration.type(SETTINGS.verificationRequire, everywhere);
        configuration.type(SETTINGS.requireByPlace, byPlace);
        const before = OWNERS.map((owner) => REQUIREMENTS.indexOf(required(configuration, owner)));
        const isMoved = await settingsOver(configuration).moveRequirements().then(yes, no);
        const after = OWNERS.map((owner) => REQUIREMENTS.indexOf(required(configuration, owner)));
        assert.deepEqual(after, before);
        if (!isMoved) assert.deepEqual(both(), [everywhere, byPlace]);
      }),
      { numRuns: 2000 },
    );
  });

  it('asks nothing if there are none', async () => {
    configuration.type(SETTINGS.verificationRequire, 'signature');
    await offer();
    assert.deepEqual(ui.messages, []);
  });
});
