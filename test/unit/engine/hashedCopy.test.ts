import assert from 'node:assert/strict';
import { readFile, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { copyHashed, fileDigest } from '../../../src/engine/hashedCopy.ts';
import { sha256Of } from '../../support/records.ts';
import { useTempDir } from '../../support/tempDir.ts';

const MIB = 1024 * 1024;

describe('copyHashed', () => {
  const directory = useTempDir();
  const [from, to] = [(): string => join(directory(), 'from'), (): string => join(directory(), 'to')];

  for (const sizeBytes of [0, 1, MIB, 2 * MIB + 1]) {
    it(`copies ${sizeBytes} bytes and returns the digest of the copy`, async () => {
      const bytes = Buffer.alloc(sizeBytes, 'x');
      await writeFile(from(), bytes);
      assert.deepEqual(await copyHashed(from(), to()), { sha256: sha256Of(bytes), sizeBytes });
      assert.ok(bytes.equals(await readFile(to())));
      assert.deepEqual(await fileDigest(to()), { sha256: sha256Of(bytes), sizeBytes });
    });
  }

  it('leaves an existing file alone', async () => {
    await writeFile(from(), 'x');
    await writeFile(to(), 'mine');
    await assert.rejects(copyHashed(from(), to()), { code: 'EEXIST' });
    assert.equal(await readFile(to(), 'utf8'), 'mine');
  });

  it('leaves nothing when it fails', async () => {
    await assert.rejects(copyHashed(from(), to()), { code: 'ENOENT' });
    assert.deepEqual(await readdir(directory()), []);
  });

  it('stops at an abort and leaves nothing', async () => {
    await writeFile(from(), Buffer.alloc(4 * MIB));
    const stop = new AbortController();
    const copying = copyHashed(from(), to(), stop.signal);
    stop.abort(new Error('enough'));
    await assert.rejects(copying, /enough/);
    assert.deepEqual(await readdir(directory()), ['from']);
  });
});
