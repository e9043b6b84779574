import { access } from 'node:fs/promises';
import path from 'node:path';

/** What came out of one case. `uncertain`: the case itself says that its answer cannot be told. */
export interface ScoredCase {
  readonly id: string;
  /** In the form in which the corpus writes what it expects. */
  readonly got: unknown;
  readonly outcome: 'right' | 'wrong' | 'uncertain';
  readonly expected?: unknown;
}

export interface Score {
  readonly right: number;
  readonly wrong: number;
  readonly uncertain: number;
  /** In the order of the corpus. */
  readonly cases: readonly ScoredCase[];
}

/** Scores one corpus by calling the functions that the product calls. A case that throws is wrong, not a failed run. */
export interface Scorer {
  /** The corpus, as its file or folder is called. */
  readonly name: string;
  /** Whether the folder has that corpus. */
  readonly detect: (dir: string) => Promise<boolean>;
  /** Every case of the corpus in the folder. */
  readonly score: (dir: string) => Promise<Score>;
}

export function tally(cases: readonly ScoredCase[]): Score {
  const count = (outcome: ScoredCase['outcome']): number => cases.filter((one) => one.outcome === outcome).length;
  return { right: count('right'), wrong: count('wrong'), uncertain: count('uncertain'), cases };
}

/** For `detect`: whether the folder has that file. */
export function hasFile(dir: string, name: string): Promise<boolean> {
  return access(path.join(dir, name)).then(
    () => true,
    () => false,
  );
}
