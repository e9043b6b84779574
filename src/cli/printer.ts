import { oneLine, withoutControls } from '../words/foreign.ts';

/** A stream of text, as far as it is written to. */
export interface TextStream {
  readonly isTTY?: boolean;
  readonly columns?: number;
  write(text: string): unknown;
}

/** Clears from the start of the line to its end. */
const CLEAR = '\r\u001b[K';

/** Some terminals say that they have none. */
const USUAL_COLUMNS = 80;

/**
 * Answers go to stdout, all else to stderr; on a terminal a line of progress stands below what was said, and is gone in
 * the end. Whoever chose the text, the terminal obeys nothing in it.
 */
export class Printer {
  readonly #stdout: TextStream;
  readonly #stderr: TextStream;
  #hasLine = false;

  constructor(stdout: TextStream, stderr: TextStream) {
    this.#stdout = stdout;
    this.#stderr = stderr;
  }

  answer(text: string): void {
    this.clearProgress();
    this.#stdout.write(`${withoutControls(text)}\n`);
  }

  say(text: string): void {
    this.clearProgress();
    this.#stderr.write(`${withoutControls(text)}\n`);
  }

  progress(line: string): void {
    if (!this.#stderr.isTTY) return;
    const shown = oneLine(line).slice(0, (this.#stderr.columns || USUAL_COLUMNS) - 1);
    this.#stderr.write(`${CLEAR}${shown}`);
    this.#hasLine = true;
  }

  clearProgress(): void {
    if (this.#hasLine) this.#stderr.write(CLEAR);
    this.#hasLine = false;
  }
}
