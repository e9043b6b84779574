import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as vscode from 'vscode';
import { COMMANDS, SETTINGS } from '../../src/editor/ids.ts';
import { env, harness } from './harness/harness.ts';

const set = (key: string, value: unknown) =>
  vscode.workspace.getConfiguration().update(key, value, vscode.ConfigurationTarget.Global);

describe('settings in the editor', () => {
  afterEach(async () => {
    for (const key of Object.values(SETTINGS)) await set(key, undefined);
  });

  it('has a default for every key, and Codeberg as the only instance', async () => {
    const { api } = await harness();
    assert.deepEqual(api.listInstances(), ['https://codeberg.org/']);
  });

  it('applies a change at once, without a reload', async () => {
    const { api } = await harness();
    await set(SETTINGS.instances, [{ url: env('TEST_FORGE') }, { url: 'not a url' }, 7]);
    assert.deepEqual(api.listInstances(), [env('TEST_FORGE')]);
  });

  it('moves the cache to another directory', async () => {
    const { api } = await harness();
    const directory = join(env('TEST_CACHE'), 'moved');
    await set(SETTINGS.instances, [{ url: env('TEST_FORGE') }]);
    await set(SETTINGS.cacheDirectory, directory);
    const address = `${env('TEST_FORGE')}alice/hello/releases/download/v1.0.0/SHA256SUMS`;
    const file = await api.download(address);
    assert.ok(file.path.startsWith(directory));
    await set(SETTINGS.cacheDirectory, undefined);
    assert.notEqual((await api.download(address)).path, file.path);
  });

  it('refuses a download over the size limit and accepts it once the limit is raised', async () => {
    const { api } = await harness();
    await set(SETTINGS.instances, [{ url: env('TEST_FORGE') }]);
    await set(SETTINGS.cacheDirectory, join(env('TEST_CACHE'), 'small'));
    await set(SETTINGS.cacheMaxSize, '100 B');
    const address = `${env('TEST_FORGE')}alice/hello/releases/download/v1.0.0/SHA256SUMS`;
    await assert.rejects(api.download(address), { code: 'tooLarge' });
    await set(SETTINGS.cacheMaxSize, '1 MB');
    assert.ok(existsSync((await api.download(address)).path));
  });

  it('changes settings by commands, and leaves alone a value that no command can change', async () => {
    await harness();
    const { addToPath, removeFromPath } = COMMANDS;
    const written = (): unknown => vscode.workspace.getConfiguration().inspect(SETTINGS.addToPath)?.globalValue;
    await vscode.commands.executeCommand(removeFromPath);
    assert.equal(written(), false);
    await vscode.commands.executeCommand(addToPath);
    assert.equal(written(), true);
    await set(SETTINGS.addToPath, 'sometimes');
    await vscode.commands.executeCommand(removeFromPath);
    assert.equal(written(), 'sometimes');
  });

  it('ignores settings in a workspace', async () => {
    const { api } = await harness();
    const folder = vscode.workspace.workspaceFolders?.[0]?.uri.fsPath;
    assert.ok(folder);
    const before = api.listInstances();
    await mkdir(join(folder, '.vscode'), { recursive: true });
    const evil = Object.values(SETTINGS).map((key) => [
      key,
      key === SETTINGS.instances ? [{ url: 'https://evil.example' }] : '/evil',
    ]);
    const settled = new Promise<void>((resolve) => {
      const subscription = vscode.workspace.onDidChangeConfiguration((event) => {
        if (!event.affectsConfiguration('editor.tabSize')) return;
        subscription.dispose();
        resolve();
      });
    });
    // A workspace may set the last key, so once it is there, the file was read.
    const settings = { ...(Object.fromEntries(evil) as object), 'editor.tabSize': 7 };
    await writeFile(join(folder, '.vscode', 'settings.json'), JSON.stringify(settings));
    await settled;
    assert.deepEqual(api.listInstances(), before);
    for (const key of Object.values(SETTINGS)) {
      assert.equal(vscode.workspace.getConfiguration().inspect(key)?.workspaceValue, undefined, key);
    }
    await rm(join(folder, '.vscode'), { recursive: true });
  });
});
