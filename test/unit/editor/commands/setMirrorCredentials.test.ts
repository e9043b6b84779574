import assert from 'node:assert/strict';
import { pathToFileURL } from 'node:url';
import { setMirrorCredentials } from '../../../../src/editor/commands/setMirrorCredentials.ts';
import { SETTINGS } from '../../../../src/editor/ids.ts';
import { makeServices } from '../../../support/fakeServices.ts';
import type { FakeServices } from '../../../support/fakeServices.ts';
import { FakeUi } from '../../../support/fakeUi.ts';
import { useTempDir } from '../../../support/tempDir.ts';

describe('setMirrorCredentials', () => {
  const directory = useTempDir();
  let fake: FakeServices;
  let ui: FakeUi;
  beforeEach(async () => {
    ui = new FakeUi();
    fake = await makeServices(directory(), ui, []);
  });
  afterEach(async () => {
    await fake[Symbol.asyncDispose]();
    ui.finish();
  });

  it('stores the credential of the only mirror in the secret storage, and removes it again', async () => {
    fake.configuration.type(SETTINGS.mirrors, [
      pathToFileURL('/media/stick').href,
      'https://cache.example.org/team/{sha256}',
    ]);
    const [, mirror] = fake.services.settings.current.mirrors;
    assert.ok(mirror);
    ui.next({ input: ' ci:secret ' });
    await setMirrorCredentials(fake.services);
    assert.deepEqual([...fake.secrets], [['mirror:https://cache.example.org/team/', 'ci:secret']]);
    assert.equal(await fake.services.mirrorSecrets.authorization(mirror), `Basic ${btoa('ci:secret')}`);
    ui.next({ input: '' });
    await setMirrorCredentials(fake.services);
    assert.deepEqual([...fake.secrets], []);
  });

  it('asks for the credential of each mirror on one host, and names its address', async () => {
    fake.configuration.type(SETTINGS.mirrors, ['https://cache.example.org/a', 'https://cache.example.org/b']);
    const [first, second] = fake.services.settings.current.mirrors;
    assert.ok(first && second);
    ui.next({ pick: 'cache.example.org' });
    ui.next({ input: 'secret' });
    await setMirrorCredentials(fake.services);
    const { mirrorSecrets } = fake.services;
    assert.deepEqual(
      [await mirrorSecrets.authorization(first), await mirrorSecrets.authorization(second)],
      ['Bearer secret', undefined],
    );
    assert.deepEqual(ui.texts('inform'), ['The credentials for https://cache.example.org/a/ are stored.']);
  });
});
