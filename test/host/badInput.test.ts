import assert from 'node:assert/strict';
import { readFile, rm, writeFile } from 'node:fs/promises';
import { join, sep } from 'node:path';
import * as vscode from 'vscode';
import { SETTINGS } from '../../src/editor/ids.ts';
import { env, harness } from './harness/harness.ts';

const set = (key: string, value: unknown) =>
  vscode.workspace.getConfiguration().update(key, value, vscode.ConfigurationTarget.Global);

const ODD = { kind: 'release', owner: 'alice', repo: 'odd' } as const;

describe('bad input in the extension host', () => {
  const url = env('TEST_FORGE');
  const sums = `${url}alice/hello/releases/download/v1.0.0/SHA256SUMS`;

  beforeEach(async () => {
    await set(SETTINGS.instances, [{ url }]);
  });
  afterEach(async () => {
    for (const key of Object.values(SETTINGS)) await set(key, undefined);
  });

  it('fails only downloads when a file is in place of the cache directory', async () => {
    const { api } = await harness();
    const blocked = join(env('TEST_CACHE'), 'blocked');
    await writeFile(blocked, 'a file');
    await set(SETTINGS.cacheDirectory, blocked);
    assert.equal((await api.listReleases(url, 'alice', 'hello')).items.length, 50);
    await assert.rejects(api.download(sums), { code: 'storage' });
    assert.equal(await readFile(blocked, 'utf8'), 'a file');
    await set(SETTINGS.cacheDirectory, join(env('TEST_CACHE'), 'free'));
    assert.match(await readFile((await api.download(sums)).path, 'utf8'), /hello-1\.0\.0/);
  });

  it('downloads again when the cache directory was removed while in use', async () => {
    const { api } = await harness();
    const directory = join(env('TEST_CACHE'), 'removed');
    await set(SETTINGS.cacheDirectory, directory);
    await api.download(sums);
    await rm(directory, { recursive: true });
    assert.equal(await api.cachedPath(sums), undefined);
    assert.match(await readFile((await api.download(sums)).path, 'utf8'), /hello-1\.0\.0/);
  });

  it('keeps files of any name apart and below the cache, including empty ones and two of the same name', async () => {
    const { api } = await harness();
    const directory = join(env('TEST_CACHE'), 'odd');
    await set(SETTINGS.cacheDirectory, directory);
    const files = await api.listFiles(url, ODD, 'odd+names%20@x');
    assert.ok(['../../etc/passwd', 'con.txt', 'empty.bin'].every((name) => files.some((file) => file.name === name)));
    const contents: string[] = [];
    for (const file of files) {
      const { path } = await api.download(file);
      assert.ok(path.startsWith(directory + sep), path);
      contents.push(await readFile(path, 'utf8'));
    }
    for (const [index, { name }] of files.entries()) {
      if (name !== 'dup.bin' && name !== 'empty.bin') assert.equal(contents[index], `content of ${name}`);
    }
    assert.deepEqual(
      ['dup.bin', 'empty.bin'].map((wanted) => contents.filter((_, index) => files[index]?.name === wanted).sort()),
      [['first', 'second one'], ['']],
    );
  });

  it('reports missing files and folders by name', async () => {
    const { api } = await harness();
    const missing = { code: 'notFound' };
    await assert.rejects(api.listReleases(url, 'nobody', 'nothing'), missing);
    await assert.rejects(api.listFiles(url, ODD, 'no-such-tag'), missing);
    await assert.rejects(api.listPackages(url, 'nobody'), missing);
    const source = { kind: 'genericPackage', owner: 'alice', package: 'no-such-package' } as const;
    await assert.rejects(api.listFiles(url, source, '1'), missing);
  });
});
