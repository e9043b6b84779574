import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import * as vscode from 'vscode';
import { SETTINGS } from '../../src/editor/ids.ts';
import type { ForgejoArtifactsApi } from '../../src/editor/api/api.ts';
import { env, harness } from './harness/harness.ts';

const HELLO = { kind: 'release', owner: 'alice', repo: 'hello' } as const;
const TOOL = { kind: 'genericPackage', owner: 'alice', package: 'tool' } as const;

async function setInstances(instances: readonly Record<string, unknown>[] | undefined): Promise<void> {
  const configuration = vscode.workspace.getConfiguration();
  await configuration.update(SETTINGS.instances, instances, vscode.ConfigurationTarget.Global);
}

for (const name of ['TEST_FORGE', 'TEST_FORGE_BELOW']) {
  describe(`the main job in the extension host (${name === 'TEST_FORGE' ? 'at the root' : 'at a sub-path'})`, () => {
    let url: string;
    let api: ForgejoArtifactsApi;

    before(async () => {
      url = env(name);
      ({ api } = await harness());
      await setInstances([{ url }]);
    });
    after(async () => {
      await (await harness()).context.secrets.delete(`token:${url}`);
      await setInstances(undefined);
    });

    it('lists releases a page at a time', async () => {
      const page = await api.listReleases(url, 'alice', 'hello');
      assert.equal(page.items.length, 50);
      assert.equal(page.hasMore, true);
      assert.ok((page.totalCount ?? 0) > 50);
    });

    it('downloads a file of a release, and serves it from the cache the next time', async () => {
      const files = await api.listFiles(url, HELLO, 'v1.0.0');
      const asset = files.find((file) => file.name === 'hello-1.0.0-linux-amd64.tar.gz');
      assert.ok(asset);
      assert.equal(await api.cachedPath(asset), undefined);
      const file = await api.download(asset);
      const bytes = await readFile(file.path);
      assert.equal(createHash('sha256').update(bytes).digest('hex'), file.sha256);
      assert.equal((await api.cachedPath(asset))?.path, file.path);
    });

    it("verifies a package file against the registry's digest", async () => {
      const [asset] = await api.listFiles(url, TOOL, '2.0.0');
      assert.ok(asset);
      assert.equal((await api.download(asset)).evidence, 'server');
    });

    it('downloads a file by its address', async () => {
      const file = await api.download(`${url}alice/hello/releases/download/v1.0.0/SHA256SUMS`);
      assert.match(await readFile(file.path, 'utf8'), /hello-1\.0\.0-linux-amd64\.tar\.gz/);
    });

    it('takes the signals of other extensions', async () => {
      const [asset] = await api.listFiles(url, TOOL, '2.0.0');
      assert.ok(asset);
      const { signal } = new AbortController();
      assert.equal((await api.download(asset, { signal })).evidence, 'server');
      await assert.rejects(api.download(asset, { signal: AbortSignal.abort() }), { name: 'AbortError' });
    });

    it('refuses an address on another host', async () => {
      await assert.rejects(api.download('https://example.invalid/alice/hello/releases/download/v1/f'), {
        code: 'unknownInstance',
      });
    });

    it('shows private repositories only with the token from the secret storage', async () => {
      const secret = { kind: 'release', owner: 'alice', repo: 'secret' } as const;
      await assert.rejects(api.listFiles(url, secret, 'v1'), { code: 'notFound' });
      await (await harness()).context.secrets.store(`token:${url}`, env('TEST_TOKEN'));
      const [asset] = await api.listFiles(url, secret, 'v1');
      assert.ok(asset);
      assert.equal((await api.download(asset)).sizeBytes, 100_000);
    });

    it('never returns a token through its interface', async () => {
      const all = JSON.stringify([
        api.listInstances(),
        await api.listReleases(url, 'alice', 'secret'),
        await api.listPackages(url, 'alice'),
      ]);
      assert.ok(!all.includes(env('TEST_TOKEN')));
    });
  });
}
