import assert from 'node:assert/strict';
import { mkdir, readdir, writeFile } from 'node:fs/promises';
import { join, parse } from 'node:path';
import { SETTINGS } from '../../../../src/editor/ids.ts';
import { parseSettings } from '../../../../src/editor/settings/parseSettings.ts';
import { pathSetting } from '../../../../src/editor/start/pathSetting.ts';
import { userCommands } from '../../../../src/editor/start/userCommands.ts';
import { useTempDir } from '../../../support/tempDir.ts';
import { makeEngine } from '../../../support/testEngine.ts';

describe('userCommands', () => {
  const directory = useTempDir();
  const settings = new Map<string, unknown>();
  const found = (): Promise<string | undefined> => userCommands((key) => settings.get(key), directory());
  const install = async (root: string, name: string): Promise<void> => {
    await mkdir(join(root, 'bin'), { recursive: true });
    await writeFile(join(root, 'bin', name), '');
  };
  beforeEach(() => settings.clear());

  it('finds no directory before a command is in it', async () => {
    assert.equal(await found(), undefined);
    await install(directory(), '.link-unfinished');
    assert.equal(await found(), undefined);
    await install(directory(), 'greet');
    assert.equal(await found(), join(directory(), 'bin'));
  });

  it('uses the directory that the engine installs to', async () => {
    await install(directory(), 'greet');
    await using made = await makeEngine(directory());
    assert.equal(await found(), made.engine.installer.binDirectory);
  });

  it('does not treat an unreadable directory as empty', async () => {
    await writeFile(join(directory(), 'bin'), 'a file');
    await assert.rejects(found(), { code: 'ENOTDIR' });
  });

  it('finds nothing if the settings want no commands on the PATH', async () => {
    await install(directory(), 'greet');
    settings.set(SETTINGS.addToPath, false);
    assert.equal(await found(), undefined);
  });

  it('follows the cache directory, unless that is not an absolute path', async () => {
    const other = join(directory(), 'other');
    await install(other, 'greet');
    settings.set(SETTINGS.cacheDirectory, other);
    assert.equal(await found(), join(other, 'bin'));
    settings.set(SETTINGS.cacheDirectory, 'other');
    assert.equal(await found(), undefined);
  });

  it('ignores a directory of the current drive on Windows, as everything else does', async () => {
    const other = join(directory(), 'other');
    await install(other, 'greet');
    const onSomeDrive = other.slice(parse(other).root.length - 1);
    settings.set(SETTINGS.cacheDirectory, onSomeDrive);
    assert.equal(await userCommands((key) => settings.get(key), directory(), 'win32'), undefined);
  });

  it('uses the same directory as the engine, whatever the setting holds', async () => {
    await install(directory(), 'greet');
    const values = ['other', '', '~/cache', './cache', '\\cache', 'C:cache', 'C:\\', 7, null, [], {}, true];
    for (const value of values) {
      settings.set(SETTINGS.cacheDirectory, value);
      const { cacheDirectory = directory() } = parseSettings((key) => settings.get(key)).settings;
      const names = await readdir(join(cacheDirectory, 'bin')).catch(() => []);
      assert.equal(await found(), names.length > 0 ? join(cacheDirectory, 'bin') : undefined, JSON.stringify(value));
    }
  });
});

describe('a path in a setting', () => {
  it('has a drive or a server on Windows', () => {
    for (const file of ['C:\\cache', 'c:/cache', '\\\\server\\share\\cache', '//server/share/cache'])
      assert.equal(pathSetting(file, 'win32'), file);
    for (const value of ['\\cache', '/cache', '\\', 'C:cache', 'cache', '~\\cache', '', 7, undefined, ['C:\\cache']])
      assert.equal(pathSetting(value, 'win32'), undefined, JSON.stringify(value));
  });

  it('begins at the root elsewhere', () => {
    assert.equal(pathSetting('/cache', 'linux'), '/cache');
    for (const value of ['cache', '~/cache', '', 'C:\\cache', null, {}])
      assert.equal(pathSetting(value, 'linux'), undefined, JSON.stringify(value));
  });
});
