/** The current step of a download. */
export type Progress =
  /** Waiting for a slot; 1 is next. */
  | { readonly phase: 'queued'; readonly position: number }
  /** Another window fetches the same file. */
  | { readonly phase: 'waiting' }
  | {
      readonly phase: 'transfer';
      readonly receivedBytes: number;
      readonly sizeBytes: number | undefined;
      /** How much of it an earlier attempt had received. */
      readonly resumedAtBytes: number;
      /** The mirror that sends it. @default the origin sends it */
      readonly mirror?: string | undefined;
    }
  | { readonly phase: 'verifying'; readonly checkedBytes: number; readonly sizeBytes: number };

/** How far a transfer is. */
export type TransferState = Omit<Extract<Progress, { phase: 'transfer' }>, 'phase'>;

export type OnProgress = (progress: Progress) => void;

/** Reports the progress of one run to all who wait for it; those who join late get the current state at once. */
export class ProgressBroadcast {
  readonly #runs = new Map<string, { listeners: Set<OnProgress>; last: Progress | undefined }>();

  /** Listens until the returned function is called. */
  join(key: string, listener: OnProgress | undefined): () => void {
    if (!listener) return () => undefined;
    const run = this.#runs.get(key) ?? { listeners: new Set(), last: undefined };
    this.#runs.set(key, run);
    run.listeners.add(listener);
    if (run.last) listener(run.last);
    return () => {
      run.listeners.delete(listener);
      if (run.listeners.size === 0) this.#runs.delete(key);
    };
  }

  emit(key: string, progress: Progress): void {
    const run = this.#runs.get(key);
    if (!run) return;
    run.last = progress;
    for (const listener of run.listeners) listener(progress);
  }
}
