import type { FileHandle } from 'node:fs/promises';
import { openExisting } from '../disk.ts';
import { readHeader } from './header.ts';
import type { RangeReader, Header } from './program.ts';

/**
 * Reads the header of a file on disk.
 * @throws what opening or reading the file throws
 */
export async function readFileHeader(path: string): Promise<Header> {
  const handle = await openExisting(path);
  try {
    return await readHeader(readerOf(handle));
  } finally {
    await handle.close();
  }
}

function readerOf(handle: FileHandle): RangeReader {
  return {
    read: async (offset, length) => {
      // Offsets come from the file, so a wrong one just ends the reading.
      if (!Number.isSafeInteger(offset) || length === 0) return Buffer.alloc(0);
      const { buffer, bytesRead } = await handle.read(Buffer.alloc(length), 0, length, offset);
      return buffer.subarray(0, bytesRead);
    },
  };
}
