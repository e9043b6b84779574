import { access } from 'node:fs/promises';
import path from 'node:path';

/** The result of one case. `uncertain`: the case itself says that its answer cannot be known. */
export interface ScoredCase {
  readonly id: string;
  /** In the form that the corpus uses for what it expects. */
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

/** Scores one corpus with the functions of the product. A case that throws is wrong, and the run goes on. */
export interface Scorer {
  /** The name of the corpus, which is that of its file or folder. */
  readonly name: string;
  /** Whether the folder contains the corpus. */
  readonly detect: (dir: string) => Promise<boolean>;
  /** Scores every case of the corpus in the folder. */
  readonly score: (dir: string) => Promise<Score>;
}

export function tally(cases: readonly ScoredCase[]): Score {
  const count = (outcome: ScoredCase['outcome']): number => cases.filter((one) => one.outcome === outcome).length;
  return { right: count('right'), wrong: count('wrong'), uncertain: count('uncertain'), cases };
}

/** A `detect` that looks for a file. */
export function hasFile(dir: string, name: string): Promise<boolean> {
  return access(path.join(dir, name)).then(
    () => true,
    () => false,
  );
}
