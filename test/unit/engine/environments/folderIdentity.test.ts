import assert from 'node:assert/strict';
import { mkdir, rename, rmdir, symlink } from 'node:fs/promises';
import path from 'node:path';
import { folderKey, realFolder } from '../../../../src/engine/environments/folderIdentity.ts';
import type { NameSystem } from '../../../../src/engine/environments/folderIdentity.ts';
import { useTempDir } from '../../../support/tempDir.ts';
import { itWith } from '../../../support/thisSystem.ts';

describe('the key of a folder', () => {
  const directory = useTempDir();

  itWith('junctions', 'is the same behind a link, with dots and with a slash at the end', async () => {
    const folder = path.join(directory(), 'Project');
    await mkdir(path.join(folder, 'sub'), { recursive: true });
    const link = path.join(directory(), 'link');
    await symlink(folder, link, 'junction');
    const key = folderKey(folder);
    for (const spelling of [link, `${folder}${path.sep}`, path.join(folder, 'sub', '..'), `${link}/sub/..`]) {
      assert.equal(folderKey(spelling), key, spelling);
    }
    assert.equal(folderKey(path.join(link, 'sub')), folderKey(path.join(folder, 'sub')));
    assert.notEqual(folderKey(path.join(folder, 'sub')), key);
  });

  it('does not change when the folder goes and comes back', async () => {
    const folder = path.join(directory(), 'Project');
    const before = folderKey(folder);
    await mkdir(folder);
    assert.equal(folderKey(folder), before);
    await rename(folder, `${folder} 2`);
    assert.equal(folderKey(folder), before);
    await rmdir(`${folder} 2`);
    assert.equal(realFolder(path.join(folder, 'gone')), path.join(realFolder(directory()), 'Project', 'gone'));
  });

  itWith('oneNumber', 'tells two folders apart whose names differ in case, where the file system does', async () => {
    const [upper, lower] = [path.join(directory(), 'Case'), path.join(directory(), 'case')];
    await mkdir(upper);
    const isTwo = await mkdir(lower).then(
      () => true,
      () => false,
    );
    assert.equal(folderKey(upper) !== folderKey(lower), isTwo);
  });

  it('does not treat a link as a spelling of its target', async () => {
    const folder = path.join(directory(), 'Linked');
    await mkdir(folder);
    const before = folderKey(folder);
    await symlink(folder, path.join(directory(), 'linked'), 'junction').catch(() => undefined);
    assert.equal(folderKey(folder), before);
  });

  describe('on a file system that', () => {
    /**
     * A system with a single folder, which also finds it under names that `fold` makes equal. It never tells the true
     * spelling.
     */
    const systemOf = (
      fold: (name: string) => string,
      folder: string | undefined,
      usuallyFolds = false,
    ): NameSystem => ({
      real: (file) => {
        if (folder === undefined || fold(file) !== fold(folder)) throw new Error('nothing is there');
        return file;
      },
      fileId: (file) => (folder !== undefined && fold(folder).startsWith(fold(file)) ? fold(file) : undefined),
      usuallyFolds,
    });
    const NFC = path.resolve('/Users/Zoë/Straße');
    const SPELLINGS = [NFC, NFC.normalize('NFD'), NFC.toLowerCase(), NFC.normalize('NFD').toLowerCase()];
    const keys = (system: NameSystem, spellings: readonly string[] = SPELLINGS): number =>
      new Set(spellings.map((spelling) => folderKey(spelling, system))).size;

    it('ignores case and Unicode forms, is the same for all spellings', () => {
      assert.equal(keys(systemOf((name) => name.normalize('NFC').toLowerCase(), NFC)), 1);
    });

    it('ignores only case, is the same for spellings that differ in case', () => {
      const system = systemOf((name) => name.toLowerCase(), NFC);
      assert.equal(keys(system, [NFC, NFC.toLowerCase(), NFC.toUpperCase().replace('SS', 'ß')]), 1);
    });

    it('ignores only Unicode forms, is the same for spellings that differ in form', () => {
      const system = systemOf((name) => name.normalize('NFC'), NFC);
      assert.equal(keys(system, [NFC, NFC.normalize('NFD')]), 1);
    });

    it('ignores nothing, differs for each spelling', () => {
      assert.equal(keys(systemOf((name) => name, NFC)), 4);
    });

    it('usually ignores case, stays the same for a removed folder', () => {
      const fold = (name: string): string => name.normalize('NFC').toLowerCase();
      const [there, gone] = [systemOf(fold, NFC, true), systemOf(fold, undefined, true)];
      assert.equal(folderKey(NFC, there), folderKey(NFC, gone));
      assert.equal(keys(gone), 1);
    });
  });
});
