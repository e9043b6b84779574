/** Runs work one after another for each key, and side by side for different ones. */
export class Turns {
  readonly #last = new Map<string, Promise<unknown>>();

  /** Runs `work` once everything queued before it for this key has ended, successfully or not. Returns its result. */
  take<T>(key: string, work: () => T | Promise<T>): Promise<T> {
    const run = (this.#last.get(key) ?? Promise.resolve()).then(work);
    const ended = run
      .catch(() => undefined)
      .then(() => {
        if (this.#last.get(key) === ended) this.#last.delete(key);
      });
    this.#last.set(key, ended);
    return run;
  }
}
