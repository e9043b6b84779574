/** What a row says of its download. A row without one is at rest. */
export type DownloadState =
  /** Waiting for a slot; 1 is next. */
  | { readonly phase: 'queued'; readonly place: number }
  /** Another window fetches the same file. */
  | { readonly phase: 'waiting' }
  | {
      readonly phase: 'transfer';
      readonly receivedBytes: number;
      readonly sizeBytes: number | undefined;
      readonly resumedAtBytes: number;
      /** `undefined` until there is enough to tell. */
      readonly bytesPerSecond: number | undefined;
    }
  | { readonly phase: 'verifying'; readonly checkedBytes: number; readonly sizeBytes: number }
  /** Stays until it is tried again or the row is refreshed. */
  | { readonly phase: 'failed'; readonly error: unknown };
