import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdtemp, realpath, rm } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import { promisify } from 'node:util';
import * as vscode from 'vscode';
import { toolId } from '../../src/editor/installs/groupInstalled.ts';
import { COMMANDS, SETTINGS } from '../../src/editor/ids.ts';
import { env, harness } from './harness/harness.ts';
import { CMD } from '../support/thisSystem.ts';

const run = promisify(execFile);

/** The editor refuses all modal dialogs in this tier, so the UI tier tests uninstalling. */
describe('installing in the extension host', () => {
  let url: string;
  let directory: string;
  let collection: vscode.EnvironmentVariableCollection;

  const set = async (key: string, value: unknown): Promise<void> => {
    await vscode.workspace.getConfiguration().update(key, value, vscode.ConfigurationTarget.Global);
  };
  before(async () => {
    url = env('TEST_FORGE');
    const { context } = await harness();
    collection = context.environmentVariableCollection;
    directory = await realpath(await mkdtemp(join(env('TEST_CACHE'), 'installs-')));
    await set(SETTINGS.cacheDirectory, directory);
    await set(SETTINGS.instances, [{ url, owners: ['workshop'] }]);
  });
  after(async () => {
    for (const key of [SETTINGS.addToPath, SETTINGS.instances, SETTINGS.cacheDirectory]) await set(key, undefined);
    await rm(directory, { recursive: true, force: true });
  });

  const source = (repo: string) => ({ kind: 'release', owner: 'workshop', repo }) as const;
  const install = async (repo: string, version: string): Promise<void> => {
    await vscode.commands.executeCommand(COMMANDS.install, {
      kind: 'version',
      id: 'x',
      instance: url,
      source: source(repo),
      version,
      release: undefined,
    });
  };
  const says = async (command: string, ...args: readonly string[]): Promise<string> =>
    (await run(join(directory, 'bin', `${command}${CMD}`), args, { shell: CMD !== '' })).stdout.trim();
  const path = (): string | undefined => collection.get('PATH')?.value;

  it('adds nothing to the PATH before something is installed', () => {
    assert.equal(path(), undefined);
  });

  it('makes a command from a script in a tar file', async () => {
    await install('greet', 'v1.1.0');
    assert.equal(await says('greet'), 'greet 1.1.0');
  });

  it('puts commands on the PATH of new terminals and tasks, with a description', () => {
    assert.equal(path(), `${join(directory, 'bin')}${delimiter}`);
    assert.equal(collection.description, 'Commands of tools that you installed with Forgejo Artifacts');
  });

  for (const [repo, version] of [
    ['esbuild', 'v0.27.7'],
    ['esbuild', 'v0.28.2'],
    ['esbuild-raw', 'v0.28.2'],
  ] as const) {
    it(`makes a command of a real program: ${repo} ${version}`, async () => {
      await install(repo, version);
      assert.equal(`v${await says(repo, '--version')}`, version);
    });
  }

  it('switches to another installed version', async () => {
    const { api } = await harness();
    const id = toolId({ instance: url, source: source('esbuild'), name: 'esbuild' });
    const files = await api.listFiles(url, source('esbuild'), 'v0.27.7');
    const cached = await Promise.all(files.map((file) => api.cachedPath(file)));
    const sha256 = cached.find((found) => found)?.sha256;
    await vscode.commands.executeCommand(COMMANDS.useVersion, { id: JSON.stringify([id, 'v0.27.7', sha256]) });
    assert.equal(await says('esbuild', '--version'), '0.27.7');
  });

  it('takes all commands off the PATH at once, and puts them back', async () => {
    await vscode.commands.executeCommand(COMMANDS.removeFromPath);
    assert.equal(path(), undefined);
    await vscode.commands.executeCommand(COMMANDS.addToPath);
    assert.equal(path(), `${join(directory, 'bin')}${delimiter}`);
  });

  it('types a command into a terminal', async () => {
    const opened = new Promise<vscode.Terminal>((resolve) => {
      const listener = vscode.window.onDidOpenTerminal((terminal) => {
        listener.dispose();
        resolve(terminal);
      });
    });
    const id = toolId({ instance: url, source: source('greet'), name: 'greet' });
    await vscode.commands.executeCommand(COMMANDS.runInTerminal, { id });
    const terminal = await opened;
    assert.equal(terminal.name, 'greet');
    terminal.dispose();
  });
});
