import assert from 'node:assert/strict';
import { chmod, readFile, readdir, stat, writeFile } from 'node:fs/promises';
import type { open } from 'node:fs/promises';
import { join } from 'node:path';
import { blobPath, layoutOf } from '../../../src/engine/cache/cacheLayout.ts';
import {
  errnoOf,
  ifThere,
  makeDirectory,
  onDisk,
  replaceFile,
  replaceWith,
  syncDirectory,
  syncName,
} from '../../../src/engine/disk.ts';
import type { ReplaceSystem } from '../../../src/engine/disk.ts';
import { passing } from '../../support/cacheRig.ts';
import { diskError } from '../../support/diskFaults.ts';
import { FakeClock } from '../../support/fakeClock.ts';
import { useTempDir } from '../../support/tempDir.ts';
import { THIS_SYSTEM, THROUGH_A_FILE, itWith } from '../../support/thisSystem.ts';

describe('errors of the disk', () => {
  it('distinguishes them from errors of the network and of the program', () => {
    assert.equal(errnoOf(diskError('ENOSPC', 'write')), 'ENOSPC');
    assert.equal(errnoOf(Object.assign(new Error('x'), { code: 'ERR_INVALID_ARG' })), undefined);
    assert.equal(errnoOf('ENOSPC'), undefined);
  });

  it('converts them to typed errors that name the path; others pass', async () => {
    const cause = diskError('EIO', 'read');
    await assert.rejects(
      onDisk('/a/b', () => Promise.reject(cause)),
      {
        code: 'storage',
        message: 'EIO at /a/b',
        facts: { reason: 'EIO', path: '/a/b' },
        cause,
      },
    );
    const bug = new TypeError('bug');
    await assert.rejects(
      onDisk('/a/b', () => Promise.reject(bug)),
      bug,
    );
  });

  it('counts as absent only what does not exist', async () => {
    assert.equal(await ifThere(() => Promise.reject(diskError('ENOENT', 'open'))), undefined);
    await assert.rejects(
      ifThere(() => Promise.reject(diskError('EACCES', 'open'))),
      { code: 'EACCES' },
    );
  });
});

describe('makeDirectory', () => {
  const directory = useTempDir();

  itWith(
    'permissions',
    'makes what is missing, for nobody but this user whatever others may do here, and takes what is there',
    async () => {
      const before = process.umask(0);
      try {
        const path = join(directory(), 'a', 'b', 'c');
        await Promise.all([makeDirectory(path), makeDirectory(path), makeDirectory(join(path, 'd'))]);
        await makeDirectory(path);
        if (!THIS_SYSTEM.permissions) return;
        for (const name of ['a', 'a/b', 'a/b/c'])
          assert.equal((await stat(join(directory(), name))).mode & 0o777, 0o700);
      } finally {
        process.umask(before);
      }
    },
  );

  it('reports what is in the way', async () => {
    await writeFile(join(directory(), 'file'), '');
    await assert.rejects(makeDirectory(join(directory(), 'file')), { code: 'EEXIST' });
    await assert.rejects(makeDirectory(join(directory(), 'file', 'a', 'b')), { code: THROUGH_A_FILE });
  });

  itWith('linux', 'ends where nothing can be made', async () => {
    await assert.rejects(makeDirectory('/proc/self/none/cache-v1/state'), { code: 'ENOENT' });
  });
});

describe('replaceFile', () => {
  const directory = useTempDir();
  let clock: FakeClock;
  let moves: number;
  beforeEach(() => {
    clock = new FakeClock();
    moves = 0;
  });

  /** `isLocked`: whether the target is read-only. */
  const system = (platform: NodeJS.Platform, code: string, times: number, isLocked = false): ReplaceSystem => ({
    platform,
    move: () => {
      moves += 1;
      return moves > times ? Promise.resolve() : Promise.reject(diskError(code, 'rename'));
    },
    unlock: () => Promise.resolve(isLocked),
  });

  it('replaces an existing file, even a read-only one', async () => {
    const [from, to] = [join(directory(), 'from'), join(directory(), 'to')];
    await writeFile(from, 'new');
    await writeFile(to, 'old');
    await chmod(to, 0o444);
    await replaceFile(from, to, clock);
    assert.equal(await readFile(to, 'utf8'), 'new');
  });

  it('does not retry a read-only file on Windows, because that never passes', async () => {
    await replaceFile('from', 'to', clock, system('win32', 'EPERM', 1, true));
    assert.equal(moves, 2);
  });

  it('waits on Windows while a scanner holds the file', async () => {
    const startedAt = clock.now();
    await passing(clock, replaceFile('from', 'to', clock, system('win32', 'EPERM', 3)), 10);
    assert.equal(moves, 4);
    assert.ok(clock.now() - startedAt >= 50 + 100 + 200);
  });

  it('gives up on Windows after about a second and a half', async () => {
    const startedAt = clock.now();
    const replaced = passing(clock, replaceFile('from', 'to', clock, system('win32', 'EBUSY', 99)), 10);
    await assert.rejects(replaced, { code: 'EBUSY' });
    assert.ok(clock.now() - startedAt < 2000);
  });

  it('tries once if a refusal is permanent', async () => {
    await assert.rejects(replaceFile('from', 'to', clock, system('linux', 'EPERM', 1)), { code: 'EPERM' });
    await assert.rejects(replaceFile('from', 'to', clock, system('win32', 'ENOSPC', 9)), { code: 'ENOSPC' });
    assert.equal(moves, 2);
  });
});

describe('replaceWith', () => {
  const directory = useTempDir();

  it('replaces a file once the new one is whole, and returns what was written', async () => {
    const path = join(directory(), 'file');
    await writeFile(path, 'old');
    const written = await replaceWith(path, new FakeClock(), async (temporary) => {
      await writeFile(temporary, 'new');
      return readFile(path, 'utf8');
    });
    assert.deepEqual([written, await readFile(path, 'utf8'), await readdir(directory())], ['old', 'new', ['file']]);
  });

  it('leaves the old file and nothing else after a failure', async () => {
    const path = join(directory(), 'file');
    await writeFile(path, 'old');
    const failing = replaceWith(path, new FakeClock(), async (temporary) => {
      await writeFile(temporary, 'half');
      throw new Error('stopped');
    });
    await assert.rejects(failing, /stopped/);
    assert.deepEqual([await readFile(path, 'utf8'), await readdir(directory())], ['old', ['file']]);
  });
});

describe('syncName', () => {
  const directory = useTempDir();

  it('syncs the directory, or the file itself where directories cannot be synced', async () => {
    await syncName(join(directory(), 'no file'), 'linux');
    await assert.rejects(syncName(join(directory(), 'no file'), 'win32'), { code: 'ENOENT', syscall: 'open' });
    await assert.rejects(syncName(join(directory(), 'no directory', 'file'), 'linux'), { code: 'ENOENT' });
  });
});

describe('syncDirectory', () => {
  const directory = useTempDir();

  it('syncs if the system can', () => syncDirectory(directory()));

  it('skips syncing on systems without such a call', async () => {
    for (const code of ['EPERM', 'EISDIR', 'EINVAL', 'ENOTSUP']) {
      await syncDirectory(directory(), (() => Promise.reject(diskError(code, 'open'))) as typeof open);
    }
  });

  it('reports failures on other systems', async () => {
    await assert.rejects(syncDirectory(join(directory(), 'none')), { code: 'ENOENT' });
  });
});

describe('the layout on disk', () => {
  const layout = layoutOf('/cache');
  const names = Object.values(layout).map((path) => path.slice('/cache'.length));

  it('is one tree, so that a rename never crosses volumes', () => {
    for (const path of Object.values(layout)) assert.ok(path.startsWith(layout.root));
  });

  it('has names that are the same on case-insensitive systems and allowed everywhere', () => {
    const paths = [...names, blobPath(layout, 'ab'.repeat(32)).slice('/cache'.length)];
    for (const path of paths) assert.match(path, /^[/\\a-z0-9-]+$/);
  });

  it('leaves room below the 260 characters of Windows', () => {
    const key = 'a'.repeat(64);
    const uuid = crypto.randomUUID();
    const longest = [
      blobPath(layout, key),
      `${layout.partials}/${key}.${uuid}.data`,
      `${layout.leases}/${key}.${uuid}`,
    ];
    for (const path of longest) assert.ok(path.length - '/cache'.length <= 130, path);
  });
});
