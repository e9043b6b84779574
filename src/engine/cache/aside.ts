import { readdir, rm, stat, utimes } from 'node:fs/promises';
import { join } from 'node:path';
import { ifThere, makeDirectory, onDisk, replaceFile } from '../disk.ts';
import type { Clock } from '../ports.ts';

/** Bytes that failed a check, kept for a look: the last of each asset, as long as there is room for them. */
export class Aside {
  readonly #directory: string;
  readonly #clock: Clock;

  constructor(directory: string, clock: Clock) {
    this.#directory = directory;
    this.#clock = clock;
  }

  /**
   * Moves a file here, in place of an earlier one of the same asset, and gives its new place, or `undefined` when it is
   * gone already. Readers that have it open keep it. @throws EngineError `storage`
   */
  put(file: string, key: string): Promise<string | undefined> {
    const target = join(this.#directory, key);
    return onDisk(target, async () => {
      await makeDirectory(this.#directory);
      return ifThere(async () => {
        const seconds = this.#clock.now() / 1000;
        // Kept from now on; where that is not allowed, from its last change.
        await utimes(file, seconds, seconds).catch(() => undefined);
        await replaceFile(file, target, this.#clock);
        return target;
      });
    });
  }

  /** Removes the oldest until the rest fits; the last one always stays. Gives the bytes that this freed. */
  trim(maxSizeBytes: number): Promise<number> {
    return onDisk(this.#directory, async () => {
      const files = (await this.#list()).sort((a, b) => b.modifiedAt - a.modifiedAt);
      let [keptBytes, freedBytes] = [0, 0];
      for (const [index, { path, sizeBytes }] of files.entries()) {
        if (index === 0 || keptBytes + sizeBytes <= maxSizeBytes) {
          keptBytes += sizeBytes;
          continue;
        }
        await rm(path, { force: true });
        freedBytes += sizeBytes;
      }
      return freedBytes;
    });
  }

  async #list(): Promise<{ path: string; sizeBytes: number; modifiedAt: number }[]> {
    const names = (await ifThere(() => readdir(this.#directory))) ?? [];
    const found = names.map(async (name) => {
      const path = join(this.#directory, name);
      const file = await ifThere(() => stat(path));
      return file && { path, sizeBytes: file.size, modifiedAt: file.mtimeMs };
    });
    return (await Promise.all(found)).filter((file) => file !== undefined);
  }
}
