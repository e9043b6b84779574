/**
 * Single flight: callers that ask for the same key at the same time share one run. Each has its own abort; the run is
 * stopped when the last of them has left, and not before.
 */
export class SingleFlight<K, T> {
  readonly #running = new Map<K, Flight<T>>();
  /** Aborted runs that have not ended yet. */
  readonly #ending = new Map<K, Promise<unknown>>();

  /**
   * The result of the current run for `key`, or of a new one. Settles as soon as `signal` is aborted, with its reason. A run
   * without waiters is aborted and never joined; a new one starts once it has stopped.
   */
  join(key: K, run: (signal: AbortSignal) => Promise<T>, signal?: AbortSignal): Promise<T> {
    if (signal?.aborted) return Promise.reject(signal.reason as Error);
    const flight = this.#running.get(key) ?? this.#start(key, run);
    return flight.wait(signal);
  }

  /** Stops every run; those who wait get `reason`. Resolves when all have ended. */
  async abortAll(reason: unknown): Promise<void> {
    for (const flight of Array.from(this.#running.values())) flight.abort(reason);
    await this.calm();
  }

  /** Resolves once all aborted runs have stopped. */
  async calm(): Promise<void> {
    await Promise.allSettled(this.#ending.values());
  }

  #start(key: K, run: (signal: AbortSignal) => Promise<T>): Flight<T> {
    const before = this.#ending.get(key);
    const calm = async (signal: AbortSignal): Promise<T> => {
      await before?.catch(() => undefined);
      signal.throwIfAborted();
      return run(signal);
    };
    const flight = new Flight(before ? calm : run, () => {
      if (this.#running.get(key) !== flight) return;
      this.#running.delete(key);
      this.#ending.set(key, flight.ended);
      const rest = (): void => {
        if (this.#ending.get(key) === flight.ended) this.#ending.delete(key);
      };
      flight.ended.then(rest, rest);
    });
    this.#running.set(key, flight);
    return flight;
  }
}

class Flight<T> {
  readonly #controller = new AbortController();
  readonly #result: Promise<T>;
  readonly #leave: () => void;
  #waiting = 0;

  constructor(run: (signal: AbortSignal) => Promise<T>, leave: () => void) {
    this.#leave = leave;
    this.#result = run(this.#controller.signal).finally(leave);
    // The remaining waiters get the failure; once all have left, it can be ignored.
    this.#result.catch(() => undefined);
  }

  get ended(): Promise<unknown> {
    return this.#result;
  }

  abort(reason: unknown): void {
    this.#leave();
    this.#controller.abort(reason);
  }

  wait(signal: AbortSignal | undefined): Promise<T> {
    this.#waiting += 1;
    return new Promise<T>((resolve, reject) => {
      const depart = (): void => {
        this.#waiting -= 1;
        if (this.#waiting === 0) this.abort(signal?.reason);
        reject(signal?.reason as Error);
      };
      signal?.addEventListener('abort', depart, { once: true });
      this.#result.then(resolve, reject).finally(() => signal?.removeEventListener('abort', depart));
    });
  }
}
