import { chmod, constants, copyFile, rm, stat, utimes } from 'node:fs/promises';
import { join } from 'node:path';
import { ageMs } from '../age.ts';
import { Attempts } from '../attempts.ts';
import { ifThere, makeDirectory, listNames, onDisk, replaceFile, replaceWith } from '../disk.ts';
import type { Clock } from '../ports.ts';

/** Bytes that failed a check, kept for inspection: the last of each asset, as long as there is room for them. */
export class Quarantine {
  readonly #directory: string;
  readonly #clock: Clock;

  constructor(directory: string, clock: Clock) {
    this.#directory = directory;
    this.#clock = clock;
  }

  /**
   * Moves a file here, replacing an earlier one of the same asset. Returns its new path, or `undefined` if it is gone
   * already. Readers that have it open keep it.
   * @throws EngineError `storage`
   */
  put(file: string, key: string): Promise<string | undefined> {
    return this.#fill(key, async (target) => {
      await this.#date(file);
      await replaceFile(file, target, this.#clock);
    });
  }

  /** As `put`, but the file also stays where it is. */
  putCopy(file: string, key: string): Promise<string | undefined> {
    return this.#fill(key, (target) =>
      replaceWith(target, this.#clock, async (temporary) => {
        await copyFile(file, temporary, constants.COPYFILE_EXCL | constants.COPYFILE_FICLONE);
        // Windows dates and replaces no file that may not be written.
        await chmod(temporary, 0o600).catch(() => undefined);
        await this.#date(temporary);
      }),
    );
  }

  #fill(key: string, fill: (target: string) => Promise<void>): Promise<string | undefined> {
    const target = join(this.#directory, key);
    return onDisk(target, async () => {
      await makeDirectory(this.#directory);
      return ifThere(async () => {
        await fill(target);
        await chmod(target, 0o600).catch(() => undefined);
        return target;
      });
    });
  }

  /** A file's age counts from now, or from its last change where setting the time is not allowed. */
  async #date(file: string): Promise<void> {
    const seconds = this.#clock.now() / 1000;
    await utimes(file, seconds, seconds).catch(() => undefined);
  }

  /** The path of the bytes kept for a key, if there are any. @throws EngineError `storage` */
  find(key: string): Promise<string | undefined> {
    const path = join(this.#directory, key);
    return onDisk(path, () => ifThere(() => stat(path).then(() => path)));
  }

  /**
   * Removes the oldest until the rest fits; the last one is always kept. Tries each; returns the bytes freed.
   * @throws EngineError `storage` at the end
   */
  async trim(maxSizeBytes: number): Promise<number> {
    const attempts = new Attempts();
    let [keptBytes, freedBytes] = [0, 0];
    for (const [index, { path, sizeBytes }] of (await this.#list()).entries()) {
      const remove = (): Promise<number> => onDisk(path, () => rm(path, { force: true })).then(() => sizeBytes);
      const fits = index === 0 || keptBytes + sizeBytes <= maxSizeBytes;
      const goneBytes = fits ? 0 : await attempts.try(remove, 0);
      freedBytes += goneBytes;
      keptBytes += sizeBytes - goneBytes;
    }
    attempts.end();
    return freedBytes;
  }

  /** The youngest first. */
  #list(): Promise<readonly { path: string; sizeBytes: number }[]> {
    return onDisk(this.#directory, async () => {
      const names = await listNames(this.#directory);
      const now = this.#clock.now();
      const found = names.map(async (name) => {
        const path = join(this.#directory, name);
        const file = await ifThere(() => stat(path));
        return file && { path, sizeBytes: file.size, ageMs: ageMs(now, file.mtimeMs) };
      });
      return (await Promise.all(found)).filter((file) => file !== undefined).sort((a, b) => a.ageMs - b.ageMs);
    });
  }
}
