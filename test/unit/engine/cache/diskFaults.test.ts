import assert from 'node:assert/strict';
import { chmod, lstat, mkdir, readFile, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isEngineError } from '../../../../src/engine/errors.ts';
import { exists, makeRig, until, useRig, withMethods } from '../../../support/cacheRig.ts';
import type { Rig } from '../../../support/cacheRig.ts';
import { diskError, unprivileged, withDiskFault } from '../../../support/diskFaults.ts';
import { FakeOrigin, attachmentOf, someBytes } from '../../../support/fakeOrigin.ts';
import { makeTempDir } from '../../../support/tempDir.ts';
import { itWith, describeWith } from '../../../support/thisSystem.ts';

const SIZE = 3_000_000;

describe('DownloadCache on a bad disk', () => {
  const bytes = someBytes(SIZE);
  const asset = attachmentOf(bytes);
  let rig: Rig;
  let origin: FakeOrigin;
  const directory = useRig(bytes, (fresh) => ({ rig, origin } = fresh));

  const isStorage =
    (...reasons: string[]) =>
    (error: unknown) => {
      assert.ok(isEngineError(error, 'storage'), String(error));
      assert.ok(reasons.includes(error.facts.reason), error.facts.reason);
      assert.ok(error.facts.path.startsWith(directory()), error.facts.path);
      assert.ok(error.cause);
      return true;
    };
  const isWhole = async (): Promise<void> => {
    const { path } = await rig.get(asset, origin);
    assert.ok((await readFile(path)).equals(bytes));
  };

  it('fails with the reason and the path on a full disk, frees everything, and works again later', async () => {
    const fault = { method: 'writev', code: 'ENOSPC', after: 1 } as const;
    await assert.rejects(
      withDiskFault(fault, () => rig.get(asset, origin)),
      isStorage('ENOSPC'),
    );
    assert.equal(origin.asked.length, 1, 'a full disk is not a broken connection');
    assert.equal(origin.openBodies, 0);
    assert.equal(await rig.counted(), 0);
    for (const room of ['leases', 'blobs', 'partials'] as const) assert.deepEqual(await rig.files(room), []);
    await isWhole();
    assert.equal(origin.asked[1], undefined);
  });

  it('keeps no bytes whose record could not be written', async () => {
    const failing = await makeRig(directory(), {
      wrapStore: (store) => withMethods(store, { upsert: () => Promise.reject(diskError('ENOSPC', 'write')) }),
    });
    await assert.rejects(failing.get(asset, origin));
    for (const room of ['leases', 'blobs', 'partials'] as const) assert.deepEqual(await failing.files(room), []);
    await failing.cache.close();
  });

  it('does not publish bytes that could not be synced', async () => {
    const fault = { method: 'sync', code: 'EIO' } as const;
    await assert.rejects(
      withDiskFault(fault, () => rig.get(asset, origin)),
      isStorage('EIO'),
    );
    assert.deepEqual(await rig.files('blobs'), []);
    assert.deepEqual((await rig.store.list()).records, []);
    await isWhole();
  });

  it('does not resume if the disk could not keep the received part', async () => {
    origin.answers.push({ dropAfterBytes: 2_000_000 });
    const fault = { method: 'datasync', code: 'EIO' } as const;
    await assert.rejects(
      withDiskFault(fault, () => rig.get(asset, origin)),
      isStorage('EIO'),
    );
    assert.equal(origin.asked.length, 1);
    await isWhole();
    assert.equal(origin.asked[1], undefined, 'no part of it is resumed');
  });

  it('reports a file that cannot be read for Verify, and leaves it in place', async () => {
    const { record, path } = await rig.get(asset, origin);
    const fault = { method: 'read', code: 'EIO' } as const;
    await assert.rejects(
      withDiskFault(fault, () => rig.cache.verify(record.key)),
      isStorage('EIO'),
    );
    assert.equal(await exists(path), true);
    assert.equal((await rig.cache.verify(record.key)).state, 'intact');
  });

  describeWith('permissions', 'in a directory that it may not write', () => {
    const lock = async (path: string): Promise<void> => {
      for (const entry of await readdir(path, { recursive: true, withFileTypes: true })) {
        if (entry.isDirectory()) await chmod(join(entry.parentPath, entry.name), 0o555);
      }
      await chmod(path, 0o555);
    };
    const unlock = async (path: string): Promise<void> => {
      await chmod(path, 0o755);
      for (const entry of await readdir(path, { withFileTypes: true })) {
        if (entry.isDirectory()) await unlock(join(path, entry.name));
      }
    };
    afterEach(() => unlock(directory()));

    itWith(
      'permissions',
      'serves what is there, notes in the log that it cannot say so, and refuses the rest',
      async () => {
        await rig.get(asset, origin);
        await rig.cache.trim();
        await rig.clock.advance(120_000);
        await lock(directory());
        const other = new FakeOrigin(someBytes(10));
        await unprivileged(async () => {
          assert.equal((await rig.get(asset, origin)).fromCache, true);
          await assert.rejects(rig.get(attachmentOf(other.bytes), other), isStorage('EACCES'));
        });
        assert.match(rig.log.lines.join(), /warn could not record the use: .*EACCES/);
        assert.deepEqual(other.asked, []);
        assert.equal(await rig.counted(), 1);
      },
    );
  });

  describe('whose directory is removed while it runs', () => {
    const root = (): string => join(directory(), 'cache-v1');

    it('recreates it for the next download', async () => {
      await isWhole();
      await rm(root(), { recursive: true });
      assert.equal(await rig.cache.find(asset), undefined);
      assert.deepEqual(await rig.cache.list(), []);
      await isWhole();
    });

    itWith(
      'removalOfOpenFiles',
      'fails the download that is under way, with the reason, and not the next',
      async () => {
        const { promise: resume, resolve } = Promise.withResolvers<void>();
        origin.answers.push({ stallAfterBytes: 2_500_000, resume });
        let received = 0;
        const running = rig.get(asset, origin, {
          onProgress: (state) => {
            if (state.phase === 'transfer') received = state.receivedBytes;
          },
        });
        await until(() => received === 2_500_000);
        await rm(root(), { recursive: true });
        resolve();
        await assert.rejects(running, isStorage('ENOENT'));
        await isWhole();
      },
    );

    it('hands out no path to a blob that was removed while its record was written', async () => {
      const taking = await makeRig(directory(), {
        wrapStore: (store) =>
          withMethods(store, {
            upsert: async (record) => {
              const outcome = await store.upsert(record);
              await rm(taking.cache.pathOf(record));
              return outcome;
            },
          }),
      });
      await assert.rejects(taking.get(asset, origin), { code: 'storage' });
      await taking.cache.close();
      await isWhole();
    });
  });

  it('fails with a typed error if a file is in the way', async () => {
    await mkdir(join(directory(), 'cache-v1'), { recursive: true });
    await writeFile(join(directory(), 'cache-v1', 'partials'), 'in the way');
    await assert.rejects(rig.get(asset, origin), isStorage('EEXIST', 'ENOTDIR'));
    assert.equal(await rig.counted(), 0);
    await rm(join(directory(), 'cache-v1', 'partials'));
    await isWhole();
  });

  it('works on another volume than that of temporary files, because it renames within its own tree only', async () => {
    const volumes = ['/dev/shm', process.cwd()];
    const home = (await lstat(tmpdir())).dev;
    for (const volume of volumes) {
      const dev = await lstat(volume).then(
        (found) => found.dev,
        () => home,
      );
      if (dev === home) continue;
      const elsewhere = join(volume, `forgejo-artifacts-${process.pid}`);
      await mkdir(elsewhere);
      try {
        const other = await makeRig(elsewhere);
        const { path } = await other.get(asset, new FakeOrigin(bytes));
        assert.equal((await stat(path)).dev, dev);
        await other.cache.close();
      } finally {
        await rm(elsewhere, { recursive: true });
      }
    }
  });

  it('keeps every file below its directory', async () => {
    const outside = await makeTempDir();
    const before = process.env['TMPDIR'];
    process.env['TMPDIR'] = outside.path;
    try {
      await isWhole();
      assert.deepEqual(await readdir(outside.path), []);
      assert.deepEqual(await readdir(directory()), ['cache-v1']);
    } finally {
      if (before === undefined) delete process.env['TMPDIR'];
      else process.env['TMPDIR'] = before;
      await outside.remove();
    }
  });
});
