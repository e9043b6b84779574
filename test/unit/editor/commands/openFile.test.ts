import assert from 'node:assert/strict';
import { recordKey } from '../../../../src/engine/index.ts';
import type { Asset } from '../../../../src/engine/index.ts';
import { makeServices } from '../../../support/fakeServices.ts';
import type { FakeServices } from '../../../support/fakeServices.ts';
import { settle } from '../../../support/fakeClock.ts';
import { FakeUi } from '../../../support/fakeUi.ts';
import { ContentBuilder } from '../../../support/forge/content.ts';
import { startForge } from '../../../support/forge/forge.ts';
import type { Forge } from '../../../support/forge/forge.ts';
import { useTempDir } from '../../../support/tempDir.ts';
import * as vscode from '../../../support/vscode/stub.ts';
import '../../../support/vscode/useVscodeStub.ts';

const FILES = {
  SHA256SUMS: Buffer.from('abc  tool\n'),
  tool: Buffer.from('\x7fELF\0'),
  'huge.log': Buffer.alloc(6 * 1024 * 1024, 'a'),
};

function content(): ContentBuilder['content'] {
  const builder = new ContentBuilder().account('alice');
  builder.release(builder.repository('alice', 'tool'), 'v1', FILES);
  return builder.content;
}

describe('Open', () => {
  const directory = useTempDir();
  let forge: Forge;
  let ui: FakeUi;
  let fake: FakeServices;
  let assets: ReadonlyMap<string, Asset>;

  beforeEach(async () => {
    forge = await startForge({ content: content() });
    ui = new FakeUi();
    fake = await makeServices(directory(), ui, [{ url: forge.url, name: 'Demo' }]);
    const source = { kind: 'release', owner: 'alice', repo: 'tool' } as const;
    const listed = (await fake.engine.version(forge.url, source, 'v1')).value.assets;
    assets = new Map(listed.map((asset) => [asset.name, asset]));
    vscode.ran.length = 0;
  });
  afterEach(async () => {
    ui.finish();
    await fake[Symbol.asyncDispose]();
    await forge.close();
  });

  const asset = (name: string): Asset => {
    const found = assets.get(name);
    assert.ok(found);
    return found;
  };
  const open = async (name: string): Promise<void> => {
    const { openFile } = await import('../../../../src/editor/commands/openFile.ts');
    await openFile(fake.services, { kind: 'asset', id: 'x', asset: asset(name), key: recordKey(asset(name)) });
  };
  const opened = (): readonly unknown[] => vscode.ran.flatMap(({ args }) => args).map(String);

  it('downloads a text file and shows it as plain text, whatever its name', async () => {
    await open('SHA256SUMS');
    assert.equal((await fake.engine.cache.list()).length, 1);
    assert.match(String(opened()[0]), /^forgejo-artifacts:\/text\/SHA256SUMS \(text\)\.txt\?/);
    assert.deepEqual(ui.messages, []);
  });

  it('refuses to show a binary file', async () => {
    await open('tool');
    assert.deepEqual(ui.texts('inform'), ['tool is a binary file and cannot be shown as text.']);
    assert.deepEqual(opened(), []);
  });

  it('does not download a file that is too large to be shown', async () => {
    await open('huge.log');
    assert.deepEqual(ui.texts('inform'), ['huge.log is 6.0 MB. Open shows text files up to 5.0 MB.']);
    assert.deepEqual(await fake.engine.cache.list(), []);
  });

  it('reports why a download failed', async () => {
    forge.faults.add({ kind: 'status', status: 404, path: /attachments/ });
    await open('SHA256SUMS');
    await settle();
    assert.deepEqual([fake.shown.length, opened().length], [1, 0]);
  });
});
