import type { Log } from '../ports.ts';
import type { Links } from './links.ts';

/** Several changes of links that hold together: what was done can be taken back where a later step fails. */
export class LinkChanges {
  readonly #links: Links;
  readonly #log: Log;
  /** Where each command led before, in the order of the changes. */
  readonly #before: (readonly [command: string, target: string | undefined])[] = [];

  constructor(links: Links, log: Log) {
    this.#links = links;
    this.#log = log;
  }

  /** Lets a command lead there, or nowhere. */
  async set(command: string, target: string | undefined): Promise<void> {
    const before = (await this.#links.read(command))?.target;
    // One that fails halfway may have done something, too.
    this.#before.push([command, before]);
    await this.#put(command, target);
  }

  /** Puts back what was there. Never throws: the failure that led here is worth more. */
  async undo(): Promise<void> {
    for (const [command, target] of this.#before.toReversed()) {
      await this.#put(command, target).catch((error: unknown) => {
        this.#log.warn(`the command ${command} could not be put back: ${String(error)}`);
      });
    }
  }

  #put(command: string, target: string | undefined): Promise<void> {
    return target === undefined ? this.#links.remove(command) : this.#links.write(command, target);
  }
}
