import type { FileHandle } from 'node:fs/promises';
import { demand } from './fault.ts';

const CHUNK_BYTES = 64 * 1024;

/** A file with random access. */
export class ZipFile {
  readonly sizeBytes: number;
  readonly #handle: FileHandle;
  /** The last read: entries are small and lie one after the other. */
  #ahead: Buffer = Buffer.alloc(0);
  #aheadAt = 0;

  constructor(handle: FileHandle, sizeBytes: number) {
    this.#handle = handle;
    this.sizeBytes = sizeBytes;
  }

  /** Exactly those bytes, in a buffer of their own. */
  async read(start: number, length: number): Promise<Buffer> {
    demand(start >= 0 && start + length <= this.sizeBytes, 'corrupt', 'an offset outside the file');
    const isAhead = start >= this.#aheadAt && start + length <= this.#aheadAt + this.#ahead.length;
    if (!isAhead) {
      this.#ahead = await this.#load(start, Math.min(Math.max(length, CHUNK_BYTES), this.sizeBytes - start));
      this.#aheadAt = start;
    }
    return this.#ahead.subarray(start - this.#aheadAt, start - this.#aheadAt + length);
  }

  /** Exactly those bytes, in pieces. */
  async *pieces(start: number, length: number): AsyncGenerator<Uint8Array> {
    for (let done = 0; done < length; done += CHUNK_BYTES) {
      yield this.read(start + done, Math.min(CHUNK_BYTES, length - done));
    }
  }

  async #load(start: number, length: number): Promise<Buffer> {
    const buffer = Buffer.alloc(length);
    for (let filled = 0; filled < length;) {
      const { bytesRead } = await this.#handle.read(buffer, filled, length - filled, start + filled);
      demand(bytesRead > 0, 'corrupt', 'unexpected end of file');
      filled += bytesRead;
    }
    return buffer;
  }
}
