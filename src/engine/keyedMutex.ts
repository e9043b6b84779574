/** Runs the tasks of each key one after another; tasks of different keys run concurrently. */
export class KeyedMutex {
  readonly #last = new Map<string, Promise<unknown>>();

  /** Runs `task` once everything queued before it for this key has ended, successfully or not. Returns its result. */
  run<T>(key: string, task: () => T | Promise<T>): Promise<T> {
    const run = (this.#last.get(key) ?? Promise.resolve()).then(task);
    const ended = run
      .catch(() => undefined)
      .then(() => {
        if (this.#last.get(key) === ended) this.#last.delete(key);
      });
    this.#last.set(key, ended);
    return run;
  }
}
