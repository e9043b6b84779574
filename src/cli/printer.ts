import { oneLine, withoutControls } from '../words/foreign.ts';

/** The needed part of a text stream. */
export interface TextStream {
  readonly isTTY?: boolean;
  readonly columns?: number;
  write(text: string): unknown;
}

/** Clears from the start of the line to its end. */
const CLEAR = '\r\u001b[K';

/** Some terminals report a width of 0. */
const USUAL_COLUMNS = 80;

/**
 * Results go to stdout, everything else to stderr; on a terminal, a progress line stays below the output and disappears at
 * the end. Whatever the text, no control sequence in it reaches the terminal.
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

  /** Whether anybody sees progress lines, which cost time to format. */
  get showsProgress(): boolean {
    return this.#stderr.isTTY === true;
  }

  progress(line: string): void {
    if (!this.showsProgress) return;
    const shown = oneLine(line).slice(0, (this.#stderr.columns || USUAL_COLUMNS) - 1);
    this.#stderr.write(`${CLEAR}${shown}`);
    this.#hasLine = true;
  }

  clearProgress(): void {
    if (this.#hasLine) this.#stderr.write(CLEAR);
    this.#hasLine = false;
  }
}
