import assert from 'node:assert/strict';
import { open, readFile } from 'node:fs/promises';
import type { FileHandle } from 'node:fs/promises';
import { join } from 'node:path';
import { BATCH_BYTES, BatchWriter } from '../../../../src/engine/cache/batchWriter.ts';
import { Digester } from '../../../../src/engine/cache/digester.ts';
import { diskError } from '../../../support/diskFaults.ts';
import { someBytes } from '../../../support/fakeOrigin.ts';
import { sha256Of } from '../../../support/records.ts';
import { useTempDir } from '../../../support/tempDir.ts';

type Write = (chunks: readonly Uint8Array[], position: number) => Promise<{ bytesWritten: number }>;
const fileThat = (writev: Write): FileHandle => ({ writev }) as unknown as FileHandle;
const sizeOf = (chunks: readonly Uint8Array[]): number => chunks.reduce((sum, { byteLength }) => sum + byteLength, 0);

describe('BatchWriter', () => {
  const directory = useTempDir();

  it('appends to the file and hashes only what it writes', async () => {
    const bytes = someBytes(2 * BATCH_BYTES + 5);
    const file = await open(join(directory(), 'file'), 'w+');
    await file.write('head');
    const digester = new Digester(['sha256']);
    const writer = new BatchWriter(file, digester, 4);
    for (let at = 0; at < bytes.byteLength; at += 70_000) await writer.add(bytes.subarray(at, at + 70_000));
    assert.equal(writer.sizeBytes, 4 + bytes.byteLength);
    await writer.flush();
    await file.close();
    assert.ok((await readFile(join(directory(), 'file'))).equals(Buffer.concat([Buffer.from('head'), bytes])));
    assert.equal(digester.digests().sha256, sha256Of(bytes));
  });

  it('calls the system once for a batch and never concurrently', async () => {
    const sizes: number[] = [];
    let open = 0;
    const file = fileThat(async (chunks) => {
      const length = sizeOf(chunks);
      open += 1;
      assert.equal(open, 1);
      sizes.push(length);
      await new Promise<void>((resolve) => setImmediate(resolve));
      open -= 1;
      return { bytesWritten: length };
    });
    const writer = new BatchWriter(file, new Digester(['sha256']), 0);
    for (let count = 0; count < 40; count += 1) await writer.add(new Uint8Array(64 * 1024));
    await writer.flush();
    assert.deepEqual(sizes, [BATCH_BYTES, BATCH_BYTES, BATCH_BYTES / 2]);
  });

  it('writes the rest after a short write', async () => {
    const written: Buffer[] = [];
    const file = fileThat((chunks, position) => {
      const taken = Buffer.concat(chunks).subarray(0, 3);
      assert.equal(position, sizeOf(written));
      written.push(taken);
      return Promise.resolve({ bytesWritten: taken.byteLength });
    });
    const writer = new BatchWriter(file, new Digester(['sha256']), 0);
    for (const text of ['1234', '', '5', '678', '90']) await writer.add(Buffer.from(text));
    await writer.flush();
    assert.equal(Buffer.concat(written).toString(), '1234567890');
  });

  it('frees the memory of written chunks, unless others share it', async () => {
    const file = fileThat((chunks) => Promise.resolve({ bytesWritten: sizeOf(chunks) }));
    const writer = new BatchWriter(file, new Digester(['sha256']), 0);
    const [own, shared] = [new Uint8Array(100), new Uint8Array(100)];
    await writer.add(own);
    await writer.add(shared.subarray(1));
    assert.equal(own.byteLength, 100);
    await writer.flush();
    assert.deepEqual([own.byteLength, shared.byteLength], [0, 100]);
  });

  it("fails with the system's error by the next call", async () => {
    const writer = new BatchWriter(
      fileThat(() => Promise.reject(diskError('ENOSPC', 'write'))),
      new Digester(['sha256']),
      0,
    );
    await writer.add(new Uint8Array(BATCH_BYTES));
    await assert.rejects(async () => writer.add(new Uint8Array(BATCH_BYTES)), { code: 'ENOSPC' });
    await assert.rejects(writer.flush(), { code: 'ENOSPC' });
  });
});
