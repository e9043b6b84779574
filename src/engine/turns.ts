/** Runs work one after another for each key, and side by side for different ones. */
export class Turns {
  readonly #last = new Map<string, Promise<unknown>>();

  /** What `work` gives, once all that came before it for this key has ended, well or not. */
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
