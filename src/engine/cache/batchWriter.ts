import type { FileHandle } from 'node:fs/promises';
import type { Digester } from './digester.ts';

/** Small enough for memory, large enough that the cost of a call does not show. */
export const BATCH_BYTES = 1024 * 1024;

/** What is handed to the system: so many bytes, and their SHA-256 in hex when it is wanted. */
export interface Written {
  readonly sizeBytes: number;
  readonly sha256: () => string;
}

/**
 * Appends to a file in batches and hashes what it appends, the hashing of one batch while the write of the one before is
 * under way.
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

  /** As of the last batch that went well. */
  get written(): Written | undefined {
    return this.#written;
  }

  /** Takes ownership of the bytes. Rejects with the file system's error of an earlier batch. */
  async add(bytes: Uint8Array): Promise<void> {
    this.#chunks.push(bytes);
    this.#pendingBytes += bytes.byteLength;
    if (this.#pendingBytes >= BATCH_BYTES) await this.#start();
  }

  /** Resolves when everything is handed to the system. */
  async flush(): Promise<void> {
    if (this.#pendingBytes > 0) await this.#start();
    await this.#writing;
  }

  /** Hashes the batch, and starts its write when the one before has ended. */
  async #start(): Promise<void> {
    const batch = this.#chunks.length === 1 ? (this.#chunks[0] as Uint8Array) : Buffer.concat(this.#chunks);
    this.#chunks = [];
    this.#pendingBytes = 0;
    const position = this.#offset;
    this.#offset += batch.byteLength;
    this.#digester.update(batch);
    const written = { sizeBytes: this.#offset, sha256: this.#digester.soFar() };
    await this.#writing;
    this.#writing = writeAll(this.#file, batch, position).then(() => {
      this.#written = written;
    });
    // Looked at by the next call; until then it must not count as unhandled.
    this.#writing.catch(() => undefined);
  }
}

async function writeAll(file: FileHandle, bytes: Uint8Array, position: number): Promise<void> {
  for (let done = 0; done < bytes.byteLength;) {
    const { bytesWritten } = await file.write(bytes, done, bytes.byteLength - done, position + done);
    done += bytesWritten;
  }
}
