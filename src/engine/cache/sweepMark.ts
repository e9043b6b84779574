import { rm, stat, utimes, writeFile } from 'node:fs/promises';

/**
 * Records when a process last completed a sweep and then ended well: the time of an empty file. It is removed before
 * anything is downloaded, so a process that is killed meanwhile leaves none, and the next one sweeps at once.
 */
export class SweepMark {
  readonly #path: string;

  constructor(path: string) {
    this.#path = path;
  }

  /** In milliseconds since the epoch; `undefined` if there is none or it cannot be read. */
  async read(): Promise<number | undefined> {
    const found = await stat(this.#path).catch(() => undefined);
    // Times on disk are fractions that may come back rounded.
    return found && Math.round(found.mtimeMs);
  }

  /** If it cannot be removed, leftovers of this process stay up to a day longer. Never rejects. */
  async remove(): Promise<void> {
    await rm(this.#path, { force: true }).catch(() => undefined);
  }

  /** If it cannot be written, the next process sweeps again. Never rejects. */
  async write(time: number): Promise<void> {
    try {
      await writeFile(this.#path, '', { mode: 0o600 });
      await utimes(this.#path, time / 1000, time / 1000);
    } catch {
      await this.remove();
    }
  }
}
