import type { Progress } from '../../engine/index.ts';

type Transfer = Extract<Progress, { phase: 'transfer' }>;

/** What a row says of its download. A row without one is at rest. */
export type DownloadState =
  | Exclude<Progress, Transfer>
  /** With its rate, `undefined` until there is enough to tell. */
  | (Transfer & { readonly bytesPerSecond: number | undefined })
  /** Stays until it is tried again or the row is refreshed. */
  | { readonly phase: 'failed'; readonly error: unknown };
