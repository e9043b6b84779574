/** Decides who may download now. The cache asks before it uses the network; cache hits never ask. */
export interface Admission {
  /**
   * Waits for a free slot. `onQueued` is called with the place in the queue (1 is next) when waiting starts and whenever the
   * place changes. Rejects with the signal's reason on abort, without leaving anything behind.
   */
  enter(user: string, signal: AbortSignal, onQueued: (place: number) => void): Promise<AdmissionTicket>;
}

/** A slot in use. Must be released exactly once. */
export interface AdmissionTicket {
  /** Counts one download of the day; call it right before the first request. @throws EngineError `limited` */
  count(): Promise<void>;
  /** Gives the slot back, and after that, for `failed`, the count. */
  release(outcome: 'done' | 'failed'): Promise<void>;
}
