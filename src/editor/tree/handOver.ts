import type { Clock } from '../../engine/index.ts';

/** How long the editor may take to request rows whose change was reported. Later, the report counts as lost. */
const PATIENCE_MS = 1000;

/** A view that is hidden requests nothing until it is shown, however often it hears of changes. */
const MOST_REPORTS = 5;

/**
 * Reports changes of rows to the editor. The editor drops a change reported before it has processed the rows last returned,
 * and would then show the old ones for ever. Such a change is therefore reported one turn of the event loop later. That is not
 * always enough: the editor processes the rows of several nodes together, once the slowest has returned its own. So a change is
 * reported again until the editor requests the rows.
 */
export class HandOver {
  readonly #onChange: () => void;
  readonly #clock: Clock;
  #isGiven = false;
  #openCount = 0;
  #hasNews = false;
  #cancelRepeat: (() => void) | undefined;

  constructor(onChange: () => void, clock: Clock) {
    this.#onChange = onChange;
    this.#clock = clock;
  }

  /** To be called when rows are returned to the editor. */
  give(): void {
    this.stop();
    this.#isGiven = true;
    this.#openCount += 1;
    setImmediate(() => {
      this.#openCount -= 1;
      if (this.#openCount > 0 || !this.#hasNews) return;
      this.#hasNews = false;
      this.#report();
    });
  }

  /** Reports that the rows changed; does nothing if the editor never had any. */
  tell(): void {
    if (!this.#isGiven) return;
    if (this.#openCount > 0) this.#hasNews = true;
    else this.#report();
  }

  /** To be called when the rows are gone. */
  stop(): void {
    this.#cancelRepeat?.();
    this.#cancelRepeat = undefined;
  }

  #report(times = 1): void {
    this.stop();
    this.#onChange();
    if (times < MOST_REPORTS) this.#cancelRepeat = this.#clock.after(PATIENCE_MS, () => this.#report(times + 1));
  }
}
