import { makePool, pooledFile, sha256Of } from './pool.ts';
import type { Wanted } from './contenders/contender.ts';
import type { Result } from './result.ts';

/** The size of a run. */
export interface Sizes {
  readonly rounds: number;
  readonly largeBytes: number;
  readonly smallFiles: number;
  readonly records: number;
  /** The number of records in the cache that is opened. */
  readonly manyRecords: number;
  readonly lookups: number;
  readonly tools: number;
  readonly programBytes: number;
  /** The number of files of a tool that is a whole tree. */
  readonly treeFiles: number;
}

export const FULL: Sizes = {
  rounds: 5,
  largeBytes: 1024 ** 3,
  smallFiles: 1000,
  records: 10_000,
  manyRecords: 100_000,
  lookups: 2000,
  tools: 20,
  programBytes: 11_000_000,
  treeFiles: 15_000,
};
/** Shows that everything runs. Its figures mean nothing. */
export const QUICK: Sizes = {
  rounds: 1,
  largeBytes: 8 * 1024 ** 2,
  smallFiles: 20,
  records: 200,
  manyRecords: 500,
  lookups: 50,
  tools: 3,
  programBytes: 1_000_000,
  treeFiles: 100,
};

export interface Setting {
  readonly sizes: Sizes;
  /** The directory that everything is written to. */
  readonly directory: string;
  /** The URL of the server, with a trailing slash. */
  readonly url: string;
  /** When the time is up, by `performance.now()`. After that, each row has only one round. */
  readonly until: number;
}

/** Rows of the table that come from one series of runs. */
export interface Row {
  readonly name: string;
  readonly run: (setting: Setting) => Promise<readonly Result[]>;
}

let pool: Buffer | undefined;

/** Returns `count` files of one size, each with different bytes. */
export function wanted(count: number, sizeBytes: number): readonly Wanted[] {
  pool ??= makePool();
  const bytes = pool;
  return Array.from({ length: count }, (_, index) => {
    const file = pooledFile(index * 64 * 1024, sizeBytes);
    return { name: file.name, sizeBytes, sha256: sha256Of(bytes, file) };
  });
}
