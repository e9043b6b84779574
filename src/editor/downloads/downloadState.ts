import type { Progress } from '../../engine/index.ts';

type Transfer = Extract<Progress, { phase: 'transfer' }>;

/** What a row says about its download. A row without one is idle. */
export type DownloadState =
  | Exclude<Progress, Transfer>
  /** With its rate; `undefined` until there is enough to measure. */
  | (Transfer & { readonly bytesPerSecond: number | undefined })
  /** Stays until the next attempt or a refresh of the row. */
  | { readonly phase: 'failed'; readonly error: unknown };
