import assert from 'node:assert/strict';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import { SETTINGS } from '../../../../src/editor/ids.ts';
import { TerminalPath } from '../../../../src/editor/start/terminalPath.ts';
import { FakeEnvironment } from '../../../support/fakeEnvironment.ts';
import type { Folder } from '../../../support/fakeEnvironment.ts';
import { useTempDir } from '../../../support/tempDir.ts';

describe('TerminalPath', () => {
  const directory = useTempDir();
  let environment: FakeEnvironment;
  let settings: Map<string, unknown>;
  let folders: Folder[];

  const open = (): TerminalPath =>
    new TerminalPath({
      collection: environment.collection,
      read: (key) => settings.get(key),
      storageDirectory: directory(),
      folders: () => folders,
    });
  const folder = (name: string, index: number): Folder =>
    ({ name, index, uri: { scheme: 'file', fsPath: `/${name}` } }) as Folder;
  const commandsOf = (...names: readonly string[]) =>
    new Map(names.map((name) => [`/${name}`, { directory: `/envs/${name}`, versions: `${name} 1.0.0` }]));
  const path = (...directories: readonly string[]): string => directories.map((one) => `${one}${delimiter}`).join('');
  const bin = (): string => join(directory(), 'bin');
  const install = async (): Promise<void> => {
    await mkdir(bin(), { recursive: true });
    await writeFile(join(bin(), 'greet'), '');
  };

  beforeEach(() => {
    environment = new FakeEnvironment();
    settings = new Map();
    folders = [folder('a', 0)];
  });

  it('adds nothing before a tool is installed, and removes missing directories', async () => {
    const terminalPath = open();
    await terminalPath.setEnvironments(new Map());
    assert.equal(environment.path(0), '');
    await install();
    await terminalPath.refresh();
    assert.equal(environment.path(0), path(bin()));
    assert.equal(environment.description(), 'Commands of tools that you installed with Forgejo Artifacts');
    await rm(bin(), { recursive: true });
    await terminalPath.refresh();
    assert.equal(environment.path(0), '');
  });

  it('puts the commands of the only folder first, and names them', async () => {
    await install();
    await open().setEnvironments(commandsOf('a'));
    assert.equal(environment.path(0), path('/envs/a', bin()));
    assert.match(environment.description() ?? '', /^Workspace tools \(a 1\.0\.0\)/);
  });

  it('gives each of several folders its own commands', async () => {
    folders = [folder('a', 0), folder('b', 1), folder('bare', 2)];
    await install();
    await open().setEnvironments(commandsOf('a', 'b'));
    assert.equal(environment.path(0), path('/envs/a', bin()));
    assert.equal(environment.path(1), path('/envs/b', bin()));
    assert.equal(environment.path(2), path(bin()));
    assert.equal(environment.path(), path(bin()));
    assert.match(environment.description(1) ?? '', /b 1\.0\.0/);
  });

  it("adds a folder's commands if the user has none", async () => {
    folders = [folder('a', 0), folder('b', 1)];
    await open().setEnvironments(commandsOf('b'));
    assert.deepEqual([environment.path(0), environment.path(1)], ['', path('/envs/b')]);
  });

  it('follows folders that move to another place of the workspace', async () => {
    folders = [folder('a', 0), folder('b', 1), folder('c', 2)];
    const terminalPath = open();
    await terminalPath.setEnvironments(commandsOf('a', 'c'));
    folders = [folder('b', 0), folder('c', 1)];
    await terminalPath.setEnvironments(commandsOf('c'));
    assert.deepEqual([environment.path(0), environment.path(1)], ['', path('/envs/c')]);
  });

  it('keeps what the editor remembered until the folders are known', async () => {
    await open().setEnvironments(commandsOf('a'));
    environment.reopen();
    const terminalPath = open();
    await terminalPath.refresh();
    assert.equal(environment.path(0), path('/envs/a'));
    await terminalPath.setEnvironments(commandsOf('a'));
    assert.equal(environment.changeCount, 0);
    await terminalPath.setEnvironments(new Map());
    assert.equal(environment.path(0), '');
  });

  it('sets the same value only once, so that no terminal counts as out of date', async () => {
    const terminalPath = open();
    await terminalPath.setEnvironments(commandsOf('a'));
    environment.reopen();
    await terminalPath.setEnvironments(commandsOf('a'));
    await terminalPath.refresh();
    assert.equal(environment.changeCount, 0);
  });

  it('adds nothing while the setting is off, not even what was remembered', async () => {
    await install();
    await open().setEnvironments(commandsOf('a'));
    settings.set(SETTINGS.addToPath, false);
    const terminalPath = open();
    await terminalPath.refresh();
    assert.equal(environment.path(0), '');
    settings.set(SETTINGS.addToPath, true);
    await terminalPath.setEnvironments(commandsOf('a'));
    assert.equal(environment.path(0), path('/envs/a', bin()));
  });

  it("leaves the PATH alone if the user's commands cannot be read", async () => {
    await install();
    const terminalPath = open();
    await terminalPath.setEnvironments(new Map());
    await rm(bin(), { recursive: true });
    await writeFile(bin(), 'a file');
    await terminalPath.refresh();
    assert.equal(environment.path(0), path(bin()));
  });
});
