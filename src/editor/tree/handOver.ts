/**
 * Reports changes of rows to the editor. The editor drops a change reported before it has processed the rows last returned,
 * and would then show the old ones for ever. Such a change is therefore reported one turn of the event loop later.
 */
export class HandOver {
  readonly #onChange: () => void;
  #isGiven = false;
  #openCount = 0;
  #hasNews = false;

  constructor(onChange: () => void) {
    this.#onChange = onChange;
  }

  /** To be called when rows are returned to the editor. */
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

  /** Reports that the rows changed; does nothing if the editor never had any. */
  tell(): void {
    if (!this.#isGiven) return;
    if (this.#openCount > 0) this.#hasNews = true;
    else this.#onChange();
  }
}
