import { rm, stat, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ifThere, inDirectory, listNames, onDisk } from '../disk.ts';
import type { Clock } from '../ports.ts';

const DAY_MS = 24 * 60 * 60 * 1000;
/** How many whole days must pass between checks; a single jump of the clock looks like only one of them. */
const DAYS = 2;

/**
 * Counts for how long blobs have had no record: one file each, whose size is the number of days counted and whose time is
 * that of the last one. Windows that check at the same time count the same day, and a process that dies halfway counts less,
 * never more.
 */
export class OrphanedBlobs {
  readonly #directory: string;
  readonly #clock: Clock;

  constructor(directory: string, clock: Clock) {
    this.#directory = directory;
    this.#clock = clock;
  }

  /**
   * Notes that a name is unclaimed now. Returns whether that has lasted long enough to remove it: at least a day, whatever
   * the clock did, and usually two.
   * @throws EngineError `storage`
   */
  see(name: string): Promise<boolean> {
    const path = join(this.#directory, name);
    return onDisk(path, async () => {
      const found = await ifThere(() => stat(path));
      // Times on disk are fractions that may come back rounded.
      const sinceMs = found ? Math.round(this.#clock.now() - found.mtimeMs) : 0;
      if (found && sinceMs >= 0 && sinceMs < DAY_MS) return false;
      const days = found && sinceMs >= DAY_MS ? found.size + 1 : 0;
      if (days >= DAYS) return true;
      await this.#write(path, days);
      return false;
    });
  }

  /** Forgets all other names. Whatever cannot be forgotten now is forgotten next time. @throws EngineError `storage` */
  async keepOnly(names: ReadonlySet<string>): Promise<void> {
    const noted = await onDisk(this.#directory, () => listNames(this.#directory));
    for (const name of noted.filter((one) => !names.has(one))) {
      await rm(join(this.#directory, name), { force: true }).catch(() => undefined);
    }
  }

  async #write(path: string, days: number): Promise<void> {
    await inDirectory(this.#directory, () => writeFile(path, '.'.repeat(days), { mode: 0o600 }));
    const seconds = this.#clock.now() / 1000;
    await utimes(path, seconds, seconds);
  }
}
