import type { FileHandle } from 'node:fs/promises';
import type { StrongAlgorithm } from '../evidence.ts';
import { BatchWriter } from './batchWriter.ts';
import { Digester } from './digester.ts';
import type { Prefix } from './partialFile.ts';

/** The bytes of one download in a growing file, with their digests and how many of them are synced to disk. */
export class ReceivedFile {
  readonly #file: FileHandle;
  readonly #algorithms: readonly StrongAlgorithm[];
  #digester: Digester;
  #writer: BatchWriter;
  #proven: Prefix | undefined;

  constructor(file: FileHandle, algorithms: readonly StrongAlgorithm[]) {
    this.#file = file;
    this.#algorithms = algorithms;
    this.#digester = new Digester(algorithms);
    this.#writer = new BatchWriter(file, this.#digester, 0);
  }

  /** Bytes in the file and on their way into it. */
  get sizeBytes(): number {
    return this.#writer.sizeBytes;
  }

  get proven(): Prefix | undefined {
    return this.#proven;
  }

  /**
   * Hashes the start of the file and continues after it. Empties the file and returns false if it differs from what was
   * proven, as after a power cut.
   */
  async takeUp(proven: Prefix, signal: AbortSignal): Promise<boolean> {
    const length = await this.#digester.addFile(this.#file, signal, undefined, proven.sizeBytes);
    if (length !== proven.sizeBytes || this.#digester.soFar()() !== proven.sha256) {
      await this.empty();
      return false;
    }
    await this.#file.truncate(length);
    this.#writer = new BatchWriter(this.#file, this.#digester, length);
    this.#proven = proven;
    return true;
  }

  /** Takes ownership of the bytes; see `BatchWriter.add`. */
  add(bytes: Uint8Array): Promise<void> | undefined {
    return this.#writer.add(bytes);
  }

  /** Resolves when everything is handed to the system. */
  flush(): Promise<void> {
    return this.#writer.flush();
  }

  /** Syncs the written bytes to disk and notes their hash. Returns false if nothing was added since the last time. */
  async prove(): Promise<boolean> {
    const { written } = this.#writer;
    if (!written || written.sizeBytes === this.#proven?.sizeBytes) return false;
    await this.#file.datasync();
    this.#proven = { sizeBytes: written.sizeBytes, sha256: written.sha256() };
    return true;
  }

  /** Throws everything away. */
  async empty(): Promise<void> {
    await this.#file.truncate(0);
    this.#digester = new Digester(this.#algorithms);
    this.#writer = new BatchWriter(this.#file, this.#digester, 0);
    this.#proven = undefined;
  }

  /** The digests of the whole file, which is on disk then. Nothing may be added afterwards. */
  async finish(): Promise<Partial<Record<StrongAlgorithm, string>>> {
    await this.#writer.flush();
    await this.#file.sync();
    return this.#digester.digests();
  }
}
