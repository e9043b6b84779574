import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import {
  chmod,
  constants,
  copyFile,
  lstat,
  mkdir,
  readFile,
  readdir,
  rm,
  stat,
  symlink,
  utimes,
  writeFile,
} from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { namedFile, sweepNamedFiles } from '../../../../src/editor/downloads/namedFiles.ts';
import { distinctNames, withCopy } from '../../../../src/editor/downloads/saveFiles.ts';
import { saveNew, saveOver } from '../../../../src/engine/cache/saveCopy.ts';
import type { CopyTo } from '../../../../src/engine/cache/saveCopy.ts';
import { HOSTILE_NAMES } from '../../../support/hostileText.ts';
import { makeRecord, sha256Of } from '../../../support/records.ts';
import { useTempDir } from '../../../support/tempDir.ts';
import { itWith } from '../../../support/thisSystem.ts';

/** Copies like the cache. */
const from =
  (path: string): CopyTo =>
  (to) =>
    copyFile(path, to, constants.COPYFILE_EXCL);

describe('saved files', () => {
  const directory = useTempDir();
  const blob = async (text = 'bytes'): Promise<CopyTo> => {
    const path = join(directory(), 'blob');
    await writeFile(path, text);
    await chmod(path, 0o444);
    return from(path);
  };

  it('saves writable copies', async () => {
    const path = join(directory(), 'saved.zip');
    await saveOver(await blob(), path);
    await writeFile(path, 'changed');
    assert.equal(await readFile(join(directory(), 'blob'), 'utf8'), 'bytes');
  });

  it('replaces the file that the dialog asked about and leaves nothing else behind', async () => {
    const path = join(directory(), 'saved.zip');
    await writeFile(path, 'old');
    await saveOver(await blob(), path);
    assert.equal(await readFile(path, 'utf8'), 'bytes');
    assert.deepEqual((await readdir(directory())).sort(), ['blob', 'saved.zip']);
  });

  it('leaves an existing file alone without a dialog', async () => {
    const path = join(directory(), 'saved.zip');
    await writeFile(path, 'old');
    await assert.rejects(saveNew(await blob(), path), { code: 'EEXIST' });
    assert.equal(await readFile(path, 'utf8'), 'old');
  });

  itWith('pipes', 'replaces no pipe, and nothing that only the system names', async () => {
    const [pipe, stdout] = [join(directory(), 'pipe'), join(directory(), 'stdout')];
    await promisify(execFile)('mkfifo', [pipe]);
    await symlink('/proc/self/fd/1', stdout);
    for (const path of [pipe, stdout])
      await assert.rejects(saveOver(await blob(), path), { code: 'storage', facts: { reason: 'ENOTFILE', path } });
    assert.ok((await lstat(pipe)).isFIFO() && (await lstat(stdout)).isSymbolicLink());
  });

  it('leaves nothing when the copy fails', async () => {
    await assert.rejects(saveOver(from(join(directory(), 'gone')), join(directory(), 'saved.zip')), { code: 'ENOENT' });
    assert.deepEqual(await readdir(directory()), []);
  });

  it('passes on a copy that is removed afterwards', async () => {
    const path = await withCopy(await blob(), async (copy) => {
      assert.equal(await readFile(copy, 'utf8'), 'bytes');
      return copy;
    });
    await assert.rejects(stat(dirname(path)), { code: 'ENOENT' });
  });
});

describe('names in one folder', () => {
  it('makes names safe and distinct whatever the case', () => {
    assert.deepEqual(distinctNames(['a.tar.gz', 'A.TAR.GZ', '../../a.tar.gz', 'con.txt'], []), [
      'a.tar.gz',
      'A (2).TAR.GZ',
      'a (3).tar.gz',
      '_con.txt',
    ]);
  });

  it('avoids names of existing files', () => {
    assert.deepEqual(distinctNames(['tool', 'b.zip'], ['TOOL', 'tool (2)']), ['tool (3)', 'b.zip']);
  });

  it('avoids a numbered name that was given before', () => {
    assert.deepEqual(distinctNames(['a', 'a (2)', 'a'], []), ['a', 'a (2)', 'a (3)']);
  });
});

describe('cached files under their own names', () => {
  const directory = useTempDir();
  const record = makeRecord({
    name: '../../tool?.zip',
    sizeBytes: 5,
    storedAt: Date.UTC(2026, 10, 24),
    sha256: sha256Of('bytes'),
  });
  const blob = async (text: string): Promise<CopyTo> => {
    const path = join(directory(), 'blob');
    await writeFile(path, text);
    return from(path);
  };

  it('makes read-only copies below the cache, whatever the server called them', async () => {
    const path = await namedFile(directory(), record, await blob('bytes'));
    assert.equal(path, join(directory(), 'cache-v1', 'files', record.key, 'tool_.zip'));
    assert.equal((await stat(path)).mode & 0o222, 0);
    assert.notEqual((await stat(path)).ino, (await stat(join(directory(), 'blob'))).ino);
  });

  itWith('scripts', 'have a path that is one word to a shell and starts nothing', async () => {
    for (const name of [
      'x`touch pwned`;$(touch pwned).tar.gz',
      '-rf *',
      "it's $HOME & ~ {a,b} !! # <x>",
      ...HOSTILE_NAMES,
    ]) {
      const path = await namedFile(directory(), { ...record, name }, await blob('bytes'));
      const { stdout } = await promisify(execFile)('/bin/sh', ['-c', `printf '<%s>' ${path}`], { cwd: directory() });
      assert.equal(stdout, `<${path}>`);
    }
    assert.ok(!(await readdir(directory())).includes('pwned'));
  });

  it('makes a copy once', async () => {
    const path = await namedFile(directory(), record, await blob('bytes'));
    const { ino } = await stat(path);
    assert.equal(await namedFile(directory(), record, from(join(directory(), 'gone'))), path);
    assert.equal((await stat(path)).ino, ino);
  });

  it('makes a copy again when it was changed or the record has other bytes', async () => {
    const path = await namedFile(directory(), record, await blob('bytes'));
    await chmod(path, 0o644);
    await writeFile(path, 'other');
    assert.equal(await readFile(await namedFile(directory(), record, await blob('bytes')), 'utf8'), 'bytes');
    const newer = { ...record, storedAt: record.storedAt + 60_000, sha256: sha256Of('newer') };
    assert.equal(await readFile(await namedFile(directory(), newer, await blob('newer')), 'utf8'), 'newer');
    assert.deepEqual(await readdir(dirname(path)), ['tool_.zip']);
  });

  it('makes a copy again when it was replaced by other bytes of the same size and time', async () => {
    const path = await namedFile(directory(), record, await blob('bytes'));
    const { atime, mtime } = await stat(path);
    await chmod(path, 0o644);
    await writeFile(path, 'evil!');
    await utimes(path, atime, mtime);
    assert.equal(await readFile(await namedFile(directory(), record, await blob('bytes')), 'utf8'), 'bytes');
  });

  it('keeps a copy that an earlier window made of the same bytes', async () => {
    const place = join(directory(), 'cache-v1', 'files', record.key);
    const path = join(place, 'tool_.zip');
    for (const [text, isKept] of [
      ['bytes', true],
      ['evil!', false],
    ] as const) {
      await mkdir(place, { recursive: true });
      await writeFile(path, text);
      await utimes(path, record.storedAt / 1000, record.storedAt / 1000);
      const { ino } = await stat(path);
      assert.equal(await namedFile(directory(), record, await blob('bytes')), path);
      assert.equal((await stat(path)).ino === ino, isKept, text);
      assert.equal(await readFile(path, 'utf8'), 'bytes');
      await rm(place, { recursive: true });
    }
  });

  it('removes a copy with its record', async () => {
    const other = makeRecord({ id: 'two', sizeBytes: 5, sha256: sha256Of('bytes') });
    const gone = await namedFile(directory(), record, await blob('bytes'));
    const kept = await namedFile(directory(), other, await blob('bytes'));
    await sweepNamedFiles(directory(), (key) => key === other.key);
    await assert.rejects(stat(gone), { code: 'ENOENT' });
    assert.ok((await stat(kept)).isFile());
  });

  it('does not fail if there are no copies', async () => {
    await sweepNamedFiles(join(directory(), 'nowhere'), () => false);
  });
});
