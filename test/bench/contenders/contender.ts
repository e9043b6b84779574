import type { Work } from '../meter.ts';

/** A file to download. */
export interface Wanted {
  readonly name: string;
  readonly sizeBytes: number;
  readonly sha256: string;
}

/** What a contender is told. Each takes what it needs. */
export interface Params {
  /** Its own; empty, or as the row made it. */
  readonly directory: string;
  /** Of the server, with a trailing slash. */
  readonly url: string;
  readonly files: readonly Wanted[];
  readonly concurrent: number;
  /** For rows about many records. */
  readonly count: number;
  readonly remaining: number;
  /** How many look-ups. */
  readonly lookups: number;
  /** A program with its arguments, and what is added to its environment. */
  readonly command: readonly string[];
  readonly env: Readonly<Record<string, string>>;
}

export interface Prepared {
  /** What is measured. */
  readonly work: Work;
  readonly close?: () => Promise<void>;
}

/** Does everything that is not to be measured. */
export type Contender = (params: Params) => Promise<Prepared>;

export const fileUrl = (url: string, name: string): string =>
  `${url}api/packages/bench/generic/pool/1/${encodeURIComponent(name)}`;

/** Works off a list, so many at once. */
export async function pooled<T>(
  items: readonly T[],
  concurrent: number,
  one: (item: T) => Promise<void>,
): Promise<void> {
  const queue = [...items];
  const lane = async (): Promise<void> => {
    for (let item = queue.shift(); item !== undefined; item = queue.shift()) await one(item);
  };
  await Promise.all(Array.from({ length: concurrent }, lane));
}
