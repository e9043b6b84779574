import { demand } from './fault.ts';

/** Limits on what an archive may unpack to. Stated sizes are only claims; the actual output is counted. */
export interface UnpackLimits {
  /** Listed entries, and directories that only paths name. */
  readonly maxEntries: number;
  /** Decompressed bytes: files and their headers. */
  readonly maxTotalBytes: number;
  /** How many times the archive's own size the output may reach, once it is more than 64 MiB. */
  readonly maxRatio: number;
  /** UTF-8 bytes of a path in the archive. */
  readonly maxPathBytes: number;
  /** Depth of directories in a path. */
  readonly maxDepth: number;
}

/** Above the largest published toolchains (20,000 files, 3 GB, ratio 10), below what does harm. */
export const DEFAULT_UNPACK_LIMITS: UnpackLimits = {
  maxEntries: 50_000,
  maxTotalBytes: 4 * 1024 ** 3,
  maxRatio: 100,
  maxPathBytes: 1024,
  maxDepth: 128,
};

/** Small archives of very regular files are dense and harmless. */
const RATIO_FROM_BYTES = 64 * 1024 ** 2;

/** Counts an archive's output against its limits, and throws at the first byte or entry beyond one. */
export class Budget {
  readonly #limits: UnpackLimits;
  readonly #maxDenseBytes: number;
  #entries = 0;
  #bytes = 0;

  constructor(limits: UnpackLimits, archiveBytes: number) {
    this.#limits = limits;
    this.#maxDenseBytes = Math.max(RATIO_FROM_BYTES, archiveBytes * limits.maxRatio);
  }

  takeEntry(): void {
    this.#entries += 1;
    demand(this.#entries <= this.#limits.maxEntries, 'tooMany', `more than ${this.#limits.maxEntries} entries`);
  }

  takeBytes(count: number): void {
    this.#bytes += count;
    this.foresee(0);
  }

  /** Throws if that many more bytes would be too many. */
  foresee(count: number): void {
    const bytes = this.#bytes + count;
    demand(bytes <= this.#limits.maxTotalBytes, 'tooLarge', `more than ${this.#limits.maxTotalBytes} bytes`);
    demand(bytes <= this.#maxDenseBytes, 'tooDense', `grows more than ${this.#limits.maxRatio} times`);
  }

  /** Passes the bytes on and counts them. */
  async *meter(source: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
    for await (const chunk of source) {
      this.takeBytes(chunk.length);
      yield chunk;
    }
  }
}
