import assert from 'node:assert/strict';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { SETTINGS } from '../../../../src/editor/ids.ts';
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
});
