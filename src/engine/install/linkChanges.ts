import type { Log } from '../ports.ts';
import type { Links } from './links.ts';

/** A group of changes to links: if a later step fails, the earlier ones can be undone. */
export class LinkChanges {
  readonly #links: Links;
  readonly #log: Log;
  /** The earlier target of each command, in the order of the changes. */
  readonly #before: (readonly [command: string, target: string | undefined])[] = [];

  constructor(links: Links, log: Log) {
    this.#links = links;
    this.#log = log;
  }

  /** Links a command to a target, or removes it. */
  async set(command: string, target: string | undefined): Promise<void> {
    const before = (await this.#links.read(command))?.target;
    // A step that failed halfway may have changed something too.
    this.#before.push([command, before]);
    await this.#put(command, target);
  }

  /** Makes the changes durable. */
  async sync(): Promise<void> {
    if (this.#before.length > 0) await this.#links.sync();
  }

  /** Restores the earlier targets. Never throws: the original failure matters more. */
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
