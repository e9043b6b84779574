import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { appendFile, mkdir, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { readLimited } from '../../../src/engine/limitedFile.ts';
import { readLock, readProjectText } from '../../../src/engine/project/projectFiles.ts';
import { LOCK_FILE, PROJECT_FILE } from '../../../src/engine/project/projectModel.ts';
import { DirectoryMemento } from '../../../src/engine/store/directoryMemento.ts';
import { entryName } from '../../../src/engine/store/entryFile.ts';
import { readSources } from '../../support/architecture/rooms.ts';
import { useTempDir } from '../../support/tempDir.ts';
import { itWith } from '../../support/thisSystem.ts';

describe('readLimited', () => {
  const dir = useTempDir();

  it('reads a file up to its limit, and reports a larger one', async () => {
    const path = join(dir(), 'file');
    await writeFile(path, 'x'.repeat(100));
    const whole = await readLimited(path, 100);
    assert.ok(whole?.ok);
    assert.equal(whole.bytes.toString(), 'x'.repeat(100));
    assert.equal(whole.stats.size, 100);
    assert.deepEqual(await readLimited(path, 99), { ok: false, reason: 'tooLarge' });
  });

  it('returns nothing for a missing file, and rejects with the system’s error for a directory', async () => {
    assert.equal(await readLimited(join(dir(), 'none'), 100), undefined);
    await mkdir(join(dir(), 'folder'));
    await assert.rejects(readLimited(join(dir(), 'folder'), 100), { code: 'EISDIR' });
  });

  it('reads an empty file, and one that is longer than a chunk', async () => {
    const path = join(dir(), 'file');
    await writeFile(path, '');
    const empty = await readLimited(path, 10);
    assert.ok(empty?.ok && empty.bytes.length === 0);
    await appendFile(path, 'y'.repeat(300_000));
    const long = await readLimited(path, 300_000);
    assert.ok(long?.ok && long.bytes.length === 300_000);
  });

  itWith('linux', 'reads a file that says that it has no size', async () => {
    const path = '/proc/self/status';
    const found = await readLimited(path, 100_000);
    assert.ok(found?.ok && found.bytes.length > 0);
    assert.deepEqual(await readLimited(path, 0), { ok: false, reason: 'tooLarge' });
  });

  itWith('pipes', 'does not read a device without an end, and does not wait for a pipe', async () => {
    await symlink('/dev/zero', join(dir(), 'zero'));
    execFileSync('mkfifo', [join(dir(), 'pipe')]);
    for (const name of ['zero', 'pipe']) {
      assert.deepEqual(await readLimited(join(dir(), name), 1000), { ok: false, reason: 'notFile' });
    }
  });
});

describe('foreign files', () => {
  const dir = useTempDir();

  itWith('pipes', 'are refused where a link leads to a device or to a pipe', async () => {
    const paths = { lock: join(dir(), LOCK_FILE), project: join(dir(), PROJECT_FILE) };
    await symlink('/dev/zero', paths.lock);
    execFileSync('mkfifo', [paths.project]);
    const facts = { key: '', rule: 'notFile' } as const;
    await assert.rejects(readLock(paths.lock), { code: 'badProjectFile', facts: { path: paths.lock, ...facts } });
    await assert.rejects(readProjectText(paths.project), {
      code: 'badProjectFile',
      facts: { path: paths.project, ...facts },
    });
  });

  it('refuses far too large files without reading them', async () => {
    const path = join(dir(), LOCK_FILE);
    await writeFile(path, ' '.repeat(1024 * 1024 + 1));
    await assert.rejects(readLock(path), { code: 'badProjectFile', facts: { path, key: '', rule: 'tooLarge' } });
  });

  itWith('pipes', 'are not understood as entries of a store, and never waited for', async () => {
    execFileSync('mkfifo', [join(dir(), entryName('a'))]);
    await symlink('/dev/zero', join(dir(), entryName('b')));
    const memento = new DirectoryMemento(dir());
    for (const key of ['a', 'b']) {
      const facts = { reason: 'EBADMSG', path: join(dir(), entryName(key)) };
      await assert.rejects(memento.refresh(key), { code: 'storage', facts });
    }
  });

  it('are read by one function', async () => {
    // These read bytes whose size was checked before, a file that the system makes, or files that runs leave each other in
    // the cache.
    const others = ['fileContent', 'owner', 'lease', 'partialRecord'].map((name) => `src/engine/cache/${name}.ts`);
    const users = (await readSources('.')).filter(({ text }) => /\breadFile(?:Sync)?\(/.test(text));
    assert.deepEqual(
      users.map(({ path }) => path).filter((path) => !others.includes(path)),
      [],
    );
  });
});
