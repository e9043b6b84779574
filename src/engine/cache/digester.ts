import { createHash } from 'node:crypto';
import type { Hash } from 'node:crypto';
import type { FileHandle } from 'node:fs/promises';
import type { StrongAlgorithm } from '../evidence.ts';
import { readAhead } from '../readAhead.ts';

/** Several digests over the same bytes. */
export class Digester {
  readonly #hashes: ReadonlyMap<StrongAlgorithm, Hash>;

  constructor(algorithms: readonly StrongAlgorithm[]) {
    this.#hashes = new Map(algorithms.map((algorithm) => [algorithm, createHash(algorithm)]));
  }

  update(bytes: Uint8Array): void {
    for (const hash of this.#hashes.values()) hash.update(bytes);
  }

  /** Returns a function that gives the SHA-256, in hex, of everything added so far. SHA-256 must be among the algorithms. */
  soFar(): () => string {
    const copy = (this.#hashes.get('sha256') as Hash).copy();
    return () => copy.copy().digest('hex');
  }

  /** Hex by algorithm. Ends the digester. */
  digests(): Partial<Record<StrongAlgorithm, string>> {
    return Object.fromEntries([...this.#hashes].map(([algorithm, hash]) => [algorithm, hash.digest('hex')]));
  }

  /**
   * Adds the contents of a file, up to its end or to `endBytes`, and returns the number of bytes. `onRead` gets the running
   * total. Rejects with the signal's reason on abort.
   */
  async addFile(
    file: FileHandle,
    signal: AbortSignal,
    onRead?: (bytes: number) => void,
    endBytes = Infinity,
  ): Promise<number> {
    let sizeBytes = 0;
    signal.throwIfAborted();
    for await (const piece of readAhead(file, endBytes)) {
      this.update(piece);
      sizeBytes += piece.length;
      onRead?.(sizeBytes);
      signal.throwIfAborted();
    }
    return sizeBytes;
  }
}
