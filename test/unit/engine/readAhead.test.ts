import assert from 'node:assert/strict';
import { open, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { readAhead } from '../../../src/engine/readAhead.ts';
import { useTempDir } from '../../support/tempDir.ts';

const MEBIBYTE = 1024 * 1024;

describe('reading ahead', () => {
  const directory = useTempDir();

  async function fileOf(sizeBytes: number) {
    const bytes = Buffer.alloc(sizeBytes);
    for (let at = 0; at < sizeBytes; at += 1000) bytes.writeUInt32LE(at, Math.min(at, sizeBytes - 4));
    const path = join(directory(), 'file');
    await writeFile(path, bytes);
    return { bytes, file: await open(path) };
  }

  for (const [sizeBytes, endBytes] of [
    [0, undefined],
    [1000, undefined],
    [MEBIBYTE, undefined],
    [3 * MEBIBYTE + 1, undefined],
    [3 * MEBIBYTE, MEBIBYTE + 1],
    [3 * MEBIBYTE, 0],
    [1000, 2 * MEBIBYTE],
  ] as const)
    it(`gives the first ${endBytes ?? 'all'} of ${sizeBytes} bytes in their order`, async () => {
      const { bytes, file } = await fileOf(sizeBytes);
      const pieces: Buffer[] = [];
      for await (const piece of readAhead(file, endBytes)) pieces.push(Buffer.from(piece));
      await file.close();
      assert.ok(Buffer.concat(pieces).equals(bytes.subarray(0, endBytes)));
    });

  it('leaves a piece alone until the next one is requested, and the file free at the end', async () => {
    const { bytes, file } = await fileOf(4 * MEBIBYTE);
    const reader = readAhead(file);
    const { value } = await reader.next();
    await new Promise((resolve) => setImmediate(resolve));
    assert.ok(value?.equals(bytes.subarray(0, MEBIBYTE)));
    await reader.return(undefined);
    await file.close();
  });

  it('fails as reading does', async () => {
    const { file } = await fileOf(1000);
    await file.close();
    await assert.rejects(readAhead(file).next(), { code: 'EBADF' });
  });
});
