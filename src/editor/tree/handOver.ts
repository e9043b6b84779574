/**
 * Tells the editor of changes to rows that it was given. The editor forgets a change that it hears of before it has taken
 * the rows it was given last, and would show the old ones for ever; so such a change is told a turn of the event loop later.
 */
export class HandOver {
  readonly #onChange: () => void;
  #isGiven = false;
  #openCount = 0;
  #hasNews = false;

  constructor(onChange: () => void) {
    this.#onChange = onChange;
  }

  /** Rows are given to the editor now. */
  give(): void {
    this.#isGiven = true;
    this.#openCount += 1;
    setImmediate(() => {
      this.#openCount -= 1;
      if (this.#openCount > 0 || !this.#hasNews) return;
      this.#hasNews = false;
      this.#onChange();
    });
  }

  /** The rows are other ones now; nothing to tell while the editor never had any. */
  tell(): void {
    if (!this.#isGiven) return;
    if (this.#openCount > 0) this.#hasNews = true;
    else this.#onChange();
  }
}
