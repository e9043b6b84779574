import assert from 'node:assert/strict';
import { readFile, readdir, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import {
  EMPTY_LOCK,
  decodeProject,
  isEngineError,
  projectPaths,
  readLock,
  readProject,
  systemClock,
  writeLock,
  writeProject,
} from '../../src/engine/index.ts';
import { lockedTool } from '../support/projectRig.ts';
import { useTempDir } from '../support/tempDir.ts';

describe('the files of a workspace', () => {
  const directory = useTempDir();

  it('are not there until they are written, and then whole, with nothing left beside them', async () => {
    const { file, lock } = projectPaths(directory());
    assert.equal(await readProject(file), undefined);
    assert.equal(await readLock(lock), undefined);
    await writeLock(lock, EMPTY_LOCK, systemClock);
    await writeProject(file, '{"tools": {}}', systemClock);
    await writeProject(file, '{"tools": { }}', systemClock);
    assert.equal(await readFile(file, 'utf8'), '{"tools": { }}');
    assert.deepEqual(await readLock(lock), EMPTY_LOCK);
    assert.deepEqual((await readdir(directory())).toSorted(), [
      'forgejo-artifacts.json',
      'forgejo-artifacts.lock.json',
    ]);
  });

  it('stay as they were where the new text is none', async () => {
    const { file } = projectPaths(directory());
    await writeFile(file, '{"tools": {}}');
    await assert.rejects(writeProject(file, '{"tools": ', systemClock), (error) =>
      isEngineError(error, 'badProjectFile'),
    );
    assert.deepEqual(decodeProject(await readFile(file, 'utf8'), file).tools.size, 0);
  });

  it('are not touched where the lock says the same already', async () => {
    const { lock } = projectPaths(directory());
    await writeLock(lock, EMPTY_LOCK, systemClock);
    const { ino } = await stat(lock);
    await writeLock(lock, EMPTY_LOCK, systemClock);
    assert.equal((await stat(lock)).ino, ino);
    await writeLock(lock, { tools: new Map([['saw', lockedTool(['any'])]]) }, systemClock);
    assert.notEqual((await stat(lock)).ino, ino);
  });

  it('name the path that the disk refused', async () => {
    const { lock } = projectPaths(join(directory(), 'nowhere'));
    await assert.rejects(writeLock(lock, EMPTY_LOCK, systemClock), (error) => {
      assert.ok(isEngineError(error, 'storage'));
      assert.deepEqual([error.facts.reason, error.facts.path], ['ENOENT', lock]);
      return true;
    });
  });
});
