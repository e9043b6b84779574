import assert from 'node:assert/strict';
import { chmod, readFile, readdir, stat, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { BlobStore } from '../../../../src/engine/cache/blobStore.ts';
import { layoutOf } from '../../../../src/engine/cache/cacheLayout.ts';
import { passing } from '../../../support/cacheRig.ts';
import { withFailingCall } from '../../../support/diskFaults.ts';
import { FakeClock } from '../../../support/fakeClock.ts';
import { sha256Of } from '../../../support/records.ts';
import { useTempDir } from '../../../support/tempDir.ts';

describe('BlobStore', () => {
  const directory = useTempDir();
  const sha256 = sha256Of('bytes');
  let blobs: BlobStore;
  let clock: FakeClock;
  beforeEach(() => {
    clock = new FakeClock(Date.now());
    blobs = new BlobStore(layoutOf(directory()), clock);
  });
  const received = async (): Promise<string> => {
    const file = join(directory(), 'received');
    await writeFile(file, 'bytes');
    return file;
  };
  /** Simulates a target that is open: Windows refuses to replace it until it is closed. */
  const isOpen = async <T>(work: () => Promise<T>): Promise<T> =>
    withFailingCall('rename', 'EPERM', () => passing(clock, work()));

  it('accepts an existing blob that cannot be replaced while it is open, if it is intact', async () => {
    await blobs.publish(await received(), sha256);
    await utimes(blobs.path(sha256), 1, 1);
    await isOpen(async () => blobs.publish(await received(), sha256));
    assert.ok((await stat(blobs.path(sha256))).mtimeMs > 1000, 'it counts as just published');
    assert.equal(await readFile(blobs.path(sha256), 'utf8'), 'bytes');
  });

  it('fails if a blob that cannot be replaced is damaged or missing', async () => {
    await assert.rejects(
      isOpen(async () => blobs.publish(await received(), sha256)),
      { code: 'storage', facts: { reason: 'EPERM', path: blobs.path(sha256) } },
    );
    await blobs.publish(await received(), sha256);
    await chmod(blobs.path(sha256), 0o600);
    await writeFile(blobs.path(sha256), 'rotten');
    await assert.rejects(
      isOpen(async () => blobs.publish(await received(), sha256)),
      { code: 'storage' },
    );
  });

  it('removes a blob only as it was seen', async () => {
    await blobs.publish(await received(), sha256);
    const seen = (await blobs.stat(sha256))!;
    await utimes(blobs.path(sha256), 1, 1);
    assert.equal(await blobs.remove(sha256, seen), 0);
    assert.equal(await blobs.remove(sha256, (await blobs.stat(sha256))!), 5);
    assert.equal(await blobs.remove(sha256, seen), 0);
    assert.deepEqual(await readdir(join(layoutOf(directory()).blobs, sha256.slice(0, 2))), []);
  });
});
