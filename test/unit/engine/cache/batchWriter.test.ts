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

type Write = (bytes: Uint8Array, offset: number, length: number, position: number) => Promise<{ bytesWritten: number }>;
const fileThat = (write: Write): FileHandle => ({ write }) as unknown as FileHandle;

describe('BatchWriter', () => {
  const directory = useTempDir();

  it('writes after what is there, and hashes just what it writes', async () => {
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

  it('calls the system once for a batch, and no more than one at a time', async () => {
    const sizes: number[] = [];
    let open = 0;
    const file = fileThat(async (_bytes, _offset, length) => {
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

  it('writes the rest when the system took less than it was given', async () => {
    const written: number[] = [];
    const file = fileThat((bytes, offset, length, position) => {
      const bytesWritten = Math.min(length, 3);
      for (let index = 0; index < bytesWritten; index += 1) written[position + index] = bytes[offset + index] ?? -1;
      return Promise.resolve({ bytesWritten });
    });
    const writer = new BatchWriter(file, new Digester(['sha256']), 0);
    await writer.add(Buffer.from('12345678'));
    await writer.flush();
    assert.equal(Buffer.from(written).toString(), '12345678');
  });

  it('fails with what the system said, at the next call at the latest', async () => {
    const writer = new BatchWriter(
      fileThat(() => Promise.reject(diskError('ENOSPC', 'write'))),
      new Digester(['sha256']),
      0,
    );
    await writer.add(new Uint8Array(BATCH_BYTES));
    await assert.rejects(writer.add(new Uint8Array(BATCH_BYTES)), { code: 'ENOSPC' });
    await assert.rejects(writer.flush(), { code: 'ENOSPC' });
  });
});
