import type { Clock } from '../../engine/index.ts';
import { describeError } from '../../words/describeError.ts';
import type { Found } from '../ui/ui.ts';

/** Long enough to finish typing a word, short enough not to be noticed. */
export const TYPING_PAUSE_MS = 250;

interface LiveSearchOptions<T> {
  readonly clock: Clock;
  readonly find: (text: string, signal: AbortSignal) => Promise<Found<T>>;
  /** What to show from now on; while `busy`, earlier results stay. */
  readonly show: (found: Found<T> | undefined, busy: boolean) => void;
}

/** Searches while the user types: one search at a time, only after a pause, and never showing results for an older text. */
export class LiveSearch<T> {
  readonly #options: LiveSearchOptions<T>;
  #running: AbortController | undefined;
  #cancelPause: () => void = () => undefined;

  constructor(options: LiveSearchOptions<T>) {
    this.#options = options;
  }

  type(text: string): void {
    this.stop();
    const wanted = text.trim();
    if (wanted === '') return this.#options.show({ items: [] }, false);
    this.#options.show(undefined, true);
    this.#cancelPause = this.#options.clock.after(TYPING_PAUSE_MS, () => this.#run(wanted));
  }

  /** Cancels the waiting or running search. */
  stop(): void {
    this.#cancelPause();
    this.#running?.abort();
    this.#running = undefined;
  }

  #run(text: string): void {
    const current = new AbortController();
    this.#running = current;
    const { find, show } = this.#options;
    const tell = (found: Found<T>): void => {
      if (this.#running === current) show(found, false);
    };
    find(text, current.signal).then(tell, (error: unknown) =>
      tell({ items: [], notice: describeError(error).message }),
    );
  }
}
