import type { Run } from './run.ts';

/** A run that several callers wait for. Each may leave without disturbing the others; the last one to leave stops it. */
export class SharedRun<T> {
  readonly run: Run;
  readonly #result: Promise<T>;
  #waiting = 0;

  constructor(run: Run, result: Promise<T>) {
    this.run = run;
    this.#result = result;
  }

  /** The result, or `left` as soon as the signal aborts. A caller without a signal stays to the end. */
  join(signal: AbortSignal | undefined, left: T): Promise<T> {
    this.#waiting += 1;
    if (!signal) return this.#result;
    return new Promise((resolve, reject) => {
      const leave = (): void => {
        this.#waiting -= 1;
        if (this.#waiting === 0) this.run.stop();
        resolve(left);
      };
      const settle = (result: T): void => {
        signal.removeEventListener('abort', leave);
        resolve(result);
      };
      signal.addEventListener('abort', leave, { once: true });
      this.#result.then(settle, reject);
    });
  }
}
