import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as vscode from 'vscode';
import { SETTINGS } from '../../src/editor/ids.ts';
import { env, harness } from './harness/harness.ts';

/** Runs in two windows at once, each in an editor of its own, on one cache directory. */
describe(`window ${process.env['TEST_WINDOW']} of two on one cache`, () => {
  const meet = async (place: string): Promise<void> => {
    await writeFile(join(env('TEST_CACHE'), `${place}-${env('TEST_WINDOW')}`), '');
    while (!['a', 'b'].every((name) => existsSync(join(env('TEST_CACHE'), `${place}-${name}`)))) {
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
  };

  before(async () => {
    const configuration = vscode.workspace.getConfiguration();
    const { Global } = vscode.ConfigurationTarget;
    await configuration.update(SETTINGS.instances, [{ url: env('TEST_FORGE') }], Global);
    await configuration.update(SETTINGS.cacheDirectory, join(env('TEST_CACHE'), 'shared'), Global);
  });

  it('gets every file whole while the other window downloads the same files', async () => {
    const { api } = await harness();
    const source = { kind: 'release', owner: 'tools', repo: 'bundler' } as const;
    const files = await api.listFiles(env('TEST_FORGE'), source, 'v1.1.0');
    assert.ok(files.length > 3);
    await meet('start');
    const got = await Promise.all(files.map((file) => api.download(file)));
    for (const { path, sha256 } of got) {
      assert.equal(
        createHash('sha256')
          .update(await readFile(path))
          .digest('hex'),
        sha256,
      );
    }
    await meet('end');
    for (const [index, file] of files.entries()) {
      assert.equal((await api.cachedPath(file))?.sha256, got[index]?.sha256);
    }
  });
});
