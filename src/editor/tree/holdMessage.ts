import type { Clock, Hold, Log } from '../../engine/index.ts';
import { holdSentence } from '../../words/holdWords.ts';

interface HoldMessageParts {
  readonly clock: Clock;
  readonly log: Log;
  /** Shows a text where the rows of servers are; '' for none. */
  readonly say: (text: string) => void;
  /** Shows a text at the bottom of the window for a while. */
  readonly sayInStatusBar: (text: string, forMs: number) => void;
}

/** Says that a server asks to wait, for as long as it does. */
export class HoldMessage {
  readonly #parts: HoldMessageParts;
  #stop: () => void = () => undefined;

  constructor(parts: HoldMessageParts) {
    this.#parts = parts;
  }

  show(hold: Hold): void {
    const { clock, log, say, sayInStatusBar } = this.#parts;
    const now = clock.now();
    const sentence = holdSentence(hold, now);
    log.info(sentence);
    this.#stop();
    say(sentence);
    sayInStatusBar(sentence, hold.until - now);
    this.#stop = clock.after(hold.until - now, () => say(''));
  }

  dispose(): void {
    this.#stop();
  }
}
