import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { createApi } from '../../../../src/editor/api/api.ts';
import type { ForgejoArtifactsApi } from '../../../../src/editor/api/api.ts';
import { makeServices } from '../../../support/fakeServices.ts';
import type { FakeServices } from '../../../support/fakeServices.ts';
import { FakeUi } from '../../../support/fakeUi.ts';
import { ContentBuilder } from '../../../support/forge/content.ts';
import { startForge } from '../../../support/forge/forge.ts';
import type { Forge } from '../../../support/forge/forge.ts';
import { useTempDir } from '../../../support/tempDir.ts';

function content(): ContentBuilder['content'] {
  const builder = new ContentBuilder().account('alice');
  const repository = builder.repository('alice', 'hello', {});
  builder.release(repository, 'rel/1', { 'hello.bin': Buffer.from('hello') });
  builder.packageVersion('alice', 'tool', '1.0', { 'tool.bin': Buffer.from('tool') });
  return builder.content;
}

describe('the interface for other extensions', () => {
  const directory = useTempDir();
  let forge: Forge;
  let fake: FakeServices;
  let api: ForgejoArtifactsApi;

  beforeEach(async () => {
    forge = await startForge({ content: content(), subPath: 'forge' });
    fake = await makeServices(directory(), new FakeUi(), [{ url: forge.url, name: 'Demo' }]);
    api = createApi(fake.services);
  });
  afterEach(async () => {
    await fake[Symbol.asyncDispose]();
    await forge.close();
  });

  it('lists instances, releases, packages and files', async () => {
    assert.deepEqual(api.listInstances(), [forge.url]);
    const { items } = await api.listReleases(forge.url, 'alice', 'hello');
    assert.deepEqual(
      items.map(({ version }) => version),
      ['rel/1'],
    );
    const [found] = await api.listPackages(forge.url, 'alice');
    assert.equal(found?.name, 'tool');
    const source = { kind: 'genericPackage', owner: 'alice', package: 'tool' } as const;
    const files = await api.listFiles(forge.url, source, '1.0');
    assert.deepEqual(
      files.map(({ name }) => name),
      ['tool.bin'],
    );
  });

  it('downloads an asset of a list, and finds it again without the network', async () => {
    const [release] = (await api.listReleases(forge.url, 'alice', 'hello')).items;
    const asset = release!.assets[0]!;
    assert.equal(await api.cachedPath(asset), undefined);
    const file = await api.download(asset);
    assert.equal(await readFile(file.path, 'utf8'), 'hello');
    assert.deepEqual([file.sizeBytes, file.evidence.kind, file.sha256.length], [5, 'none', 64]);
    await forge.close();
    assert.equal((await api.cachedPath(asset))?.path, file.path);
  });

  it('downloads by address: a file of a release, one of its page, and a package file', async () => {
    const page = `${forge.url}alice/hello/releases/tag/rel%2F1`;
    const byFile = await api.download(`${forge.url}alice/hello/releases/download/rel%2F1/hello.bin`);
    const byPage = await api.download(page, { file: 'hello.bin' });
    assert.equal(byFile.path, byPage.path);
    const packaged = await api.download(`${forge.url}api/packages/alice/generic/tool/1.0/tool.bin`);
    assert.equal(packaged.evidence.kind, 'server');
    await assert.rejects(api.download(page), { code: 'notFound' });
    await assert.rejects(api.download(page, { file: 'other.bin' }), { code: 'notFound' });
  });

  it('finds a cached file by the address of its attachment', async () => {
    const [release] = (await api.listReleases(forge.url, 'alice', 'hello')).items;
    const asset = release!.assets[0]!;
    const address = `${forge.url}attachments/${asset.upstreamId}`;
    await assert.rejects(api.download(address), { code: 'notFound' });
    const file = await api.download(asset);
    assert.equal((await api.cachedPath(address))?.path, file.path);
  });

  it("refuses any file but the one with the caller's digest, without counting that as evidence", async () => {
    const address = `${forge.url}api/packages/alice/generic/tool/1.0/tool.bin`;
    const { sha256, evidence } = await api.download(address);
    assert.deepEqual((await api.download(address, { sha256: sha256.toUpperCase() })).evidence, evidence);
    await assert.rejects(api.download(address, { sha256: '0'.repeat(64) }), { code: 'integrity' });
  });

  it('does not contact an instance that is not configured', async () => {
    const [release] = (await api.listReleases(forge.url, 'alice', 'hello')).items;
    const asset = { ...release!.assets[0]!, instance: 'https://evil.example/' };
    await assert.rejects(api.download(asset), { code: 'unknownInstance' });
    assert.equal(await api.cachedPath(asset), undefined);
    const facts = { instance: 'https://evil.example/' };
    await assert.rejects(api.download('https://evil.example/attachments/u'), { code: 'unknownInstance', facts });
    await assert.rejects(api.download('https://me:secret@evil.example/u?token=x'), { code: 'unknownInstance', facts });
    await assert.rejects(api.cachedPath('https://evil.example/attachments/u'), { code: 'unknownInstance', facts });
    await assert.rejects(api.listReleases('https://evil.example/', 'a', 'b'), { code: 'unknownInstance' });
    await assert.rejects(api.listPackages('https://evil.example/', 'a'), { code: 'unknownInstance' });
    await assert.rejects(api.listFiles('https://evil.example/', asset.source, 'v'), { code: 'unknownInstance' });
    await assert.rejects(api.download({ name: 'x' } as never), TypeError);
  });

  it('refuses a text that is not the address of a file', async () => {
    for (const text of ['', 'hello', 'ssh://git@evil.example/a/b', `${forge.url}alice/hello`, 'data:,x']) {
      await assert.rejects(api.download(text), { name: 'ArgumentError', code: 'badArgument' }, text);
    }
  });

  it('stops with the caller’s signal', async () => {
    const leaving = new AbortController();
    const source = { kind: 'genericPackage', owner: 'alice', package: 'tool' } as const;
    const [asset] = await api.listFiles(forge.url, source, '1.0');
    forge.faults.add({ kind: 'stall', afterBytes: 1, path: /generic/ });
    const work = api.download(asset!, { signal: leaving.signal });
    leaving.abort();
    await assert.rejects(work, { name: 'AbortError' });
  });
});
