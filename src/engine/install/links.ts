import { randomUUID } from 'node:crypto';
import { lstat, readdir, readlink, rm, symlink, unlink } from 'node:fs/promises';
import path from 'node:path';
import { ageMs } from '../age.ts';
import { ifThere, makeDirectory, replaceFile } from '../disk.ts';
import type { Clock } from '../ports.ts';

/** What has a command's name. */
export interface FoundLink {
  /** The absolute path that it leads to; `undefined` for a file that no link is. */
  readonly target: string | undefined;
}

/** The directory on the PATH: one command a name. */
export interface Links {
  /** What there is, ours or not. */
  commands(): Promise<readonly string[]>;
  read(command: string): Promise<FoundLink | undefined>;
  /** Lets a command lead there, in one step. */
  write(command: string, target: string): Promise<void>;
  remove(command: string): Promise<void>;
  /** Removes what killed processes left. Never throws. */
  sweep(): Promise<void>;
}

/** What is being made is called so. */
const UNFINISHED = '.link-';
const LEFTOVER_MS = 60 * 60 * 1000;

/** Symbolic links, relative: the whole may be moved. */
export class SymbolicLinks implements Links {
  readonly #bin: string;
  readonly #clock: Clock;

  constructor(bin: string, clock: Clock) {
    this.#bin = bin;
    this.#clock = clock;
  }

  async commands(): Promise<readonly string[]> {
    return namesIn(this.#bin);
  }

  async read(command: string): Promise<FoundLink | undefined> {
    const link = path.join(this.#bin, command);
    const found = await ifThere(() => lstat(link));
    if (!found) return undefined;
    return { target: found.isSymbolicLink() ? path.resolve(this.#bin, await readlink(link)) : undefined };
  }

  async write(command: string, target: string): Promise<void> {
    const unfinished = await unfinishedIn(this.#bin);
    try {
      await symlink(path.relative(this.#bin, target), unfinished);
      await replaceFile(unfinished, path.join(this.#bin, command), this.#clock);
    } finally {
      await rm(unfinished, { force: true }).catch(() => undefined);
    }
  }

  async remove(command: string): Promise<void> {
    await ifThere(() => unlink(path.join(this.#bin, command)));
  }

  sweep(): Promise<void> {
    return sweepUnfinished(this.#bin, this.#clock);
  }
}

/** Names in the directory; none where it is not there. */
export async function namesIn(bin: string): Promise<readonly string[]> {
  const names = (await ifThere(() => readdir(bin))) ?? [];
  return names.filter((name) => !name.startsWith(UNFINISHED));
}

/** A path for what is to be renamed into its place. Makes the directory. */
export async function unfinishedIn(bin: string): Promise<string> {
  await makeDirectory(bin);
  return path.join(bin, `${UNFINISHED}${randomUUID()}`);
}

export async function sweepUnfinished(bin: string, clock: Clock): Promise<void> {
  for (const name of await readdir(bin).catch(() => [])) {
    if (!name.startsWith(UNFINISHED)) continue;
    const file = path.join(bin, name);
    const found = await lstat(file).catch(() => undefined);
    if (found && ageMs(clock.now(), found.mtimeMs) > LEFTOVER_MS)
      await rm(file, { force: true }).catch(() => undefined);
  }
}
