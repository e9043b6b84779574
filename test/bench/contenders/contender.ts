import type { Work } from '../meter.ts';

/** A file to download. */
export interface Wanted {
  readonly name: string;
  readonly sizeBytes: number;
  readonly sha256: string;
}

/** The parameters of a contender. Each uses those that it needs. */
export interface Params {
  /** The contender's own directory, empty unless the row filled it. */
  readonly directory: string;
  /** The URL of the server, with a trailing slash. */
  readonly url: string;
  readonly files: readonly Wanted[];
  readonly concurrent: number;
  /** The number of records, for rows about many records. */
  readonly count: number;
  readonly remaining: number;
  /** The number of look-ups. */
  readonly lookups: number;
  /** When the clock of the engine starts, in milliseconds since the epoch; now if absent. */
  readonly startsAt?: number;
  /** A program with its arguments. `env` is added to its environment. */
  readonly command: readonly string[];
  readonly env: Readonly<Record<string, string>>;
}

export interface Prepared {
  /** What is measured. */
  readonly work: Work;
  readonly close?: () => Promise<void>;
}

/** Does everything that must not be measured, and returns the work. */
export type Contender = (params: Params) => Promise<Prepared>;

export const fileUrl = (url: string, name: string): string =>
  `${url}api/packages/bench/generic/pool/1/${encodeURIComponent(name)}`;

/** Works through a list, with a limited number of items at once. */
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
