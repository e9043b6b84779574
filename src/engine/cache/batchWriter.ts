import type { FileHandle } from 'node:fs/promises';
import { freeBuffer } from '../freeBuffer.ts';
import type { Digester } from './digester.ts';

/** Small enough for memory, large enough for the cost of a call to be negligible. */
export const BATCH_BYTES = 1024 * 1024;

/** A batch handed to the system: its size in bytes, and their SHA-256 in hex if requested. */
interface Written {
  readonly sizeBytes: number;
  readonly sha256: () => string;
}

/**
 * Appends to a file in batches and hashes what it appends, hashing each batch while the previous one is being written.
 * Nothing is copied.
 */
export class BatchWriter {
  readonly #file: FileHandle;
  readonly #digester: Digester;
  #chunks: Uint8Array[] = [];
  #pendingBytes = 0;
  #offset: number;
  #written: Written | undefined;
  #writing: Promise<unknown> = Promise.resolve();

  constructor(file: FileHandle, digester: Digester, offset: number) {
    this.#file = file;
    this.#digester = digester;
    this.#offset = offset;
  }

  /** Bytes in the file and on their way into it. */
  get sizeBytes(): number {
    return this.#offset + this.#pendingBytes;
  }

  /** State after the last successful batch. */
  get written(): Written | undefined {
    return this.#written;
  }

  /**
   * Takes ownership of the bytes, and empties them once they are written. Returns a promise to wait for when a batch is
   * full; it rejects with the file system's error of an earlier batch.
   */
  add(bytes: Uint8Array): Promise<void> | undefined {
    // Piece by piece: a whole batch at once would hold up everything else in the process.
    this.#digester.update(bytes);
    this.#chunks.push(bytes);
    this.#pendingBytes += bytes.byteLength;
    return this.#pendingBytes >= BATCH_BYTES ? this.#start() : undefined;
  }

  /** Resolves when everything is handed to the system. */
  async flush(): Promise<void> {
    if (this.#pendingBytes > 0) await this.#start();
    await this.#writing;
  }

  /** Starts writing the batch when the previous one is written. */
  async #start(): Promise<void> {
    const batch = this.#chunks;
    const position = this.#offset;
    this.#offset += this.#pendingBytes;
    this.#chunks = [];
    this.#pendingBytes = 0;
    const written = { sizeBytes: this.#offset, sha256: this.#digester.soFar() };
    await this.#writing;
    this.#writing = writeAll(this.#file, batch, position).then(() => {
      this.#written = written;
      for (const bytes of batch) freeBuffer(bytes);
    });
    // The next call reports it; until then it must not count as unhandled.
    this.#writing.catch(() => undefined);
  }
}

async function writeAll(file: FileHandle, chunks: readonly Uint8Array[], start: number): Promise<void> {
  let position = start;
  for (let left = chunks; left.length > 0;) {
    const { bytesWritten } = await file.writev(left, position);
    position += bytesWritten;
    left = after(left, bytesWritten);
  }
}

/** The chunks without their first `bytes`. */
function after(chunks: readonly Uint8Array[], bytes: number): readonly Uint8Array[] {
  let skip = bytes;
  const first = chunks.findIndex(({ byteLength }) => {
    if (byteLength > skip) return true;
    skip -= byteLength;
    return false;
  });
  const [head, ...rest] = first < 0 ? [] : chunks.slice(first);
  return head ? [head.subarray(skip), ...rest] : [];
}
