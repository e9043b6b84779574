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
  const twins = { 'same.bin': [Buffer.from('one'), Buffer.from('two')] };
  builder.release(builder.repository('alice', 'twins'), 'v1', twins);
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
    assert.deepEqual([file.sizeBytes, file.evidence, file.sha256.length], [5, 'none', 64]);
    await forge.close();
    assert.equal((await api.cachedPath(asset))?.path, file.path);
  });

  it('downloads by address: a file of a release, one of its page, and a package file', async () => {
    const page = `${forge.url}alice/hello/releases/tag/rel%2F1`;
    const byFile = await api.download(`${forge.url}alice/hello/releases/download/rel%2F1/hello.bin`);
    const byPage = await api.download(page, { file: 'hello.bin' });
    assert.equal(byFile.path, byPage.path);
    const packaged = await api.download(`${forge.url}api/packages/alice/generic/tool/1.0/tool.bin`);
    assert.equal(packaged.evidence, 'server');
    await assert.rejects(api.download(page, { file: 'other.bin' }), { code: 'notFound' });
  });

  it('says what to pass with the address of a release or a package version', async () => {
    const source = { kind: 'release', owner: 'alice', repo: 'hello' } as const;
    const place = { instance: forge.url, source, version: 'rel/1' };
    const page = `${forge.url}alice/hello/releases/tag/rel%2F1`;
    const before = forge.requests.length;
    for (const name of ['download', 'cachedPath', 'install'] as const) {
      await assert.rejects(api[name](page), {
        code: 'needsFile',
        facts: place,
        message: 'This is the address of rel/1, not of one file. Pass the name of the file as "file".',
      });
    }
    await assert.rejects(api.download(`${forge.url}alice/-/packages/generic/tool/1.0`), {
      code: 'needsFile',
      facts: { ...place, source: { kind: 'genericPackage', owner: 'alice', package: 'tool' }, version: '1.0' },
    });
    await assert.rejects(api.download(page, { file: '' }), { code: 'badArgument' });
    assert.equal(forge.requests.length, before);
    const { instance, source: from, version } = place;
    assert.deepEqual(
      (await api.listFiles(instance, from, version)).map(({ name }) => name),
      ['hello.bin'],
    );
  });

  it('does not choose between files of one name', async () => {
    const address = `${forge.url}alice/twins/releases/download/v1/same.bin`;
    await assert.rejects(api.download(address), { code: 'severalFiles' });
    await assert.rejects(api.download(`${forge.url}alice/twins/releases/tag/v1`, { file: 'same.bin' }), {
      code: 'severalFiles',
      message:
        'Several files of v1 are called same.bin. Pass one of those that "listFiles" returns instead of an address.',
    });
    const [, second] = await api.listFiles(forge.url, { kind: 'release', owner: 'alice', repo: 'twins' }, 'v1');
    assert.ok(second);
    assert.equal(await readFile((await api.download(second)).path, 'utf8'), 'two');
  });

  it('refuses two different names for one file', async () => {
    const address = `${forge.url}alice/hello/releases/download/rel%2F1/hello.bin`;
    const file = await api.download(address, { file: 'hello.bin' });
    const [asset] = (await api.listReleases(forge.url, 'alice', 'hello')).items[0]?.assets ?? [];
    assert.ok(asset);
    const byId = `${forge.url}attachments/${asset.upstreamId}`;
    assert.equal((await api.cachedPath(byId, { file: 'hello.bin' }))?.path, file.path);
    for (const subject of [address, asset, byId]) {
      await assert.rejects(api.download(subject, { file: 'other.bin' }), { code: 'badArgument' });
      await assert.rejects(api.cachedPath(subject, { file: 'other.bin' }), { code: 'badArgument' });
      await assert.rejects(api.install(subject, { file: 'other.bin' }), { code: 'badArgument' });
    }
  });

  it('takes the address of an instance without its last slash', async () => {
    const instance = forge.url.slice(0, -1);
    assert.equal((await api.listReleases(instance, 'alice', 'hello')).items.length, 1);
    assert.equal((await api.listPackages(instance, 'alice')).length, 1);
    const source = { kind: 'genericPackage', owner: 'alice', package: 'tool' } as const;
    assert.equal((await api.listFiles(instance, source, '1.0')).length, 1);
    await assert.rejects(api.listReleases(instance.slice(0, -1), 'alice', 'hello'), { code: 'unknownInstance' });
    await assert.rejects(api.listReleases('', 'alice', 'hello'), { code: 'unknownInstance' });
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
    await assert.rejects(api.download({ name: 'x' } as never), { code: 'badArgument' });
  });

  it('refuses a text that is not the address of a file', async () => {
    for (const text of ['', 'hello', 'ssh://git@evil.example/a/b', `${forge.url}alice/hello`, 'data:,x']) {
      await assert.rejects(api.download(text), { name: 'ForgejoArtifactsError', code: 'badArgument' }, text);
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
