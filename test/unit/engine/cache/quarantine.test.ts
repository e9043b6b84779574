import assert from 'node:assert/strict';
import { chmod, readFile, readdir, stat, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Quarantine } from '../../../../src/engine/cache/quarantine.ts';
import { withFailingCall } from '../../../support/diskFaults.ts';
import { FakeClock } from '../../../support/fakeClock.ts';
import { useTempDir } from '../../../support/tempDir.ts';
import { itWith } from '../../../support/thisSystem.ts';

describe('Quarantine', () => {
  const directory = useTempDir();
  let clock: FakeClock;
  let aside: Quarantine;
  const rooms = (): Promise<string[]> => readdir(join(directory(), 'aside'));
  const put = async (key: string, text: string): Promise<string | undefined> => {
    const file = join(directory(), 'bad');
    await writeFile(file, text);
    await utimes(file, 1, 1);
    await clock.advance(1000);
    return aside.put(file, key);
  };

  beforeEach(() => {
    clock = new FakeClock();
    aside = new Quarantine(join(directory(), 'aside'), clock);
  });

  it('keeps the last of each asset', async () => {
    await put('a', 'one');
    const path = await put('a', 'two');
    await put('b', 'three');
    assert.equal((await readFile(path!)).toString(), 'two');
    assert.deepEqual((await rooms()).sort(), ['a', 'b']);
    assert.deepEqual(await readdir(directory()), ['aside']);
  });

  itWith('permissions', 'keeps it from other users, and from being run', async () => {
    const file = join(directory(), 'bad');
    await writeFile(file, 'x', { mode: 0o777 });
    await chmod(file, 0o777);
    assert.equal((await stat((await aside.put(file, 'a'))!)).mode & 0o777, 0o600);
  });

  it('tries to remove each, and throws the first failure at the end', async () => {
    for (const key of ['a', 'b', 'c', 'd']) await put(key, '4444');
    const trim = () => aside.trim(4);
    const tried = withFailingCall('rm', 'EBUSY', trim, (path) => path.endsWith('b'));
    await assert.rejects(tried, { code: 'storage', facts: { reason: 'EBUSY', path: join(directory(), 'aside', 'b') } });
    assert.deepEqual((await rooms()).sort(), ['b', 'd']);
  });

  it('ignores a file that is already gone', async () => {
    assert.equal(await aside.put(join(directory(), 'gone'), 'a'), undefined);
    assert.deepEqual(await rooms(), []);
  });

  it('removes the oldest files until the rest fits', async () => {
    for (const key of ['c', 'a', 'b']) await put(key, '4444');
    assert.equal(await aside.trim(12), 0);
    assert.equal(await aside.trim(9), 4);
    assert.deepEqual((await rooms()).sort(), ['a', 'b']);
  });

  it('keeps the last one even if nothing fits', async () => {
    for (const key of ['a', 'b']) await put(key, '4444');
    assert.equal(await aside.trim(-1), 4);
    assert.deepEqual(await rooms(), ['b']);
  });

  it('removes nothing from an empty quarantine', async () => {
    assert.equal(await aside.trim(0), 0);
  });
});
