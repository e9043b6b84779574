import assert from 'node:assert/strict';
import { askForAssets } from '../../../../src/editor/choose/pickAsset.ts';
import { makeServices } from '../../../support/fakeServices.ts';
import type { FakeServices } from '../../../support/fakeServices.ts';
import { FakeUi } from '../../../support/fakeUi.ts';
import { ContentBuilder } from '../../../support/forge/content.ts';
import { startForge } from '../../../support/forge/forge.ts';
import type { Forge } from '../../../support/forge/forge.ts';
import { addManyReleases } from '../../../support/forge/scale.ts';
import { useTempDir } from '../../../support/tempDir.ts';

function content(): ContentBuilder['content'] {
  const builder = new ContentBuilder().account('alice');
  const hello = builder.repository('alice', 'hello', {});
  builder.release(hello, 'v1', { 'a.zip': Buffer.from('a'), 'b.zip': Buffer.from('bb'), SHA256SUMS: Buffer.from('c') });
  builder.release(hello, 'v0', {});
  const notes = builder.repository('alice', 'notes', {});
  builder.release(notes, 'v9', { 'n.zip': Buffer.from('n') });
  builder.packageVersion('alice', 'tool', '1.0', { 'tool.bin': Buffer.from('tool') });
  return builder.content;
}

describe('a file chosen from the palette', () => {
  const directory = useTempDir();
  let forge: Forge;
  let ui: FakeUi;
  let fake: FakeServices;

  beforeEach(async () => {
    forge = await startForge({ content: content() });
    ui = new FakeUi();
    const entry = { url: forge.url, name: 'Demo', repositories: ['alice/notes'], owners: ['alice'] };
    fake = await makeServices(directory(), ui, [entry]);
    fake.remotes = [{ instance: forge.url, owner: 'alice', repo: 'hello' }];
  });
  afterEach(async () => {
    ui.finish();
    await fake[Symbol.asyncDispose]();
    await forge.close();
  });

  const picked = async (): Promise<string[] | undefined> =>
    (await askForAssets(fake.services, 'Download'))?.map(({ name }) => name);
  const offered = (index: number): readonly string[] =>
    ui.messages.filter(({ kind }) => kind === 'asked')[index]?.offered ?? [];

  it('is found by way of the workspace’s repository, which comes first', async () => {
    ui.next({ pick: 'alice/hello' }, { pick: 'v1' }, { pick: 'a.zip' });
    assert.deepEqual(await picked(), ['a.zip']);
    assert.deepEqual(offered(0), ['alice/hello', 'alice/notes', 'alice', 'Search…']);
    assert.deepEqual(offered(1), ['v1', 'Back'], 'a release without files is not offered');
    assert.deepEqual(offered(2), ['a.zip', 'b.zip', 'SHA256SUMS', 'All 3 files', 'Back']);
  });

  it('offers all files of a version', async () => {
    ui.next({ pick: 'alice/hello' }, { pick: 'v1' }, { pick: 'All 3 files' });
    assert.deepEqual((await picked())?.sort(), ['SHA256SUMS', 'a.zip', 'b.zip']);
  });

  it('offers the packages of an owner', async () => {
    ui.next({ pick: 'alice' }, { pick: 'alice/tool' }, { pick: '1.0' }, { pick: 'tool.bin' });
    assert.deepEqual(await picked(), ['tool.bin']);
  });

  it('offers a repository found by search', async () => {
    ui.next({ pick: 'Search…' }, { search: 'note', choose: 'alice/notes' }, { pick: 'v9' }, { pick: 'n.zip' });
    assert.deepEqual(await picked(), ['n.zip']);
  });

  it('is reached with steps back at every place', async () => {
    ui.next({ pick: 'alice/hello' }, { pick: 'v1' }, { pick: 'Back' }, { pick: 'Back' }, { pick: 'alice' });
    ui.next({ pick: 'Back' }, { pick: 'Search…' }, { search: 'x' }, { pick: 'alice/notes' });
    ui.next({ pick: 'v9' }, { pick: 'n.zip' });
    assert.deepEqual(await picked(), ['n.zip']);
  });

  it('returns nothing when any of the lists is dismissed', async () => {
    ui.next({ pick: undefined });
    assert.equal(await picked(), undefined);
    ui.next({ pick: 'alice/hello' }, { pick: undefined });
    assert.equal(await picked(), undefined);
    ui.next({ pick: 'alice/hello' }, { pick: 'v1' }, { pick: undefined });
    assert.equal(await picked(), undefined);
  });

  it('offers a release or a repository beyond the first page', async () => {
    const [notes] = forge.content.repositories.filter(({ name }) => name === 'notes');
    addManyReleases(notes!, { count: 60 });
    for (let number = 1; number <= 60; number += 1) {
      forge.content.repositories.push({ ...notes!, id: 10_000 + number, name: `more-${number}` });
    }
    ui.next({ pick: 'alice' }, { pick: 'Load More' }, { pick: 'alice/more-60' });
    ui.next({ pick: 'Load More' }, { pick: 'many-1' }, { pick: 'file-1.bin' });
    assert.deepEqual(await picked(), ['file-1.bin']);
    assert.ok(offered(3).includes('Load More'));
    assert.ok(!offered(4).includes('Load More'));
  });
});
