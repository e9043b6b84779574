import { randomUUID } from 'node:crypto';
import { lstat, readdir, readlink, rm, symlink, unlink, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { ageMs } from '../age.ts';
import { ifThere, isLinkless, listNames, makeDirectory, openExisting, replaceFile, syncDirectory } from '../disk.ts';
import { readLimited } from '../limitedFile.ts';
import { launcherText, targetOfLauncher } from './launcher.ts';
import type { Clock } from '../ports.ts';

/** The file with a command's name. */
export interface FoundLink {
  /** The absolute path that it leads to; `undefined` for a file that is not a link. */
  readonly target: string | undefined;
}

/** The directory on the PATH: one file for each command. */
export interface Links {
  /** All entries, ours or not. */
  commands(): Promise<readonly string[]>;
  read(command: string): Promise<FoundLink | undefined>;
  /** Links a command to a target, in one step. */
  write(command: string, target: string): Promise<void>;
  remove(command: string): Promise<void>;
  /** Makes all changes so far durable, where the system can do that for a directory. */
  sync(): Promise<void>;
  /** Removes what killed processes left. Never throws. */
  sweep(): Promise<void>;
}

/** The prefix of files under construction. */
const UNFINISHED = '.link-';
const LEFTOVER_MS = 60 * 60 * 1000;

/** Longer than any path in a launcher. */
const MAX_LAUNCHER_BYTES = 64 * 1024;

/**
 * Relative symbolic links, because the whole may be moved; for a script, and where the file system has no links, a launcher in
 * place of a link.
 */
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
    // Another window may remove it at any time.
    if (found.isSymbolicLink()) {
      const target = await ifThere(() => readlink(link));
      return target === undefined ? undefined : { target: path.resolve(this.#bin, target) };
    }
    const file = await readLimited(link, MAX_LAUNCHER_BYTES);
    return file && { target: file.ok ? targetOfLauncher(file.bytes.toString('utf8'), this.#bin) : undefined };
  }

  async write(command: string, target: string): Promise<void> {
    const unfinished = await unfinishedIn(this.#bin);
    const relative = path.relative(this.#bin, target);
    try {
      // A program may behave differently depending on its name, which only a link passes on.
      const isLinked = !(await isScript(target)) && (await tryLink(relative, unfinished));
      if (!isLinked) await writeFile(unfinished, launcherText(relative), { mode: 0o755, flush: true });
      await replaceFile(unfinished, path.join(this.#bin, command), this.#clock);
    } finally {
      await rm(unfinished, { force: true }).catch(() => undefined);
    }
  }

  async remove(command: string): Promise<void> {
    await ifThere(() => unlink(path.join(this.#bin, command)));
  }

  async sync(): Promise<void> {
    await ifThere(() => syncDirectory(this.#bin));
  }

  sweep(): Promise<void> {
    return sweepUnfinished(this.#bin, this.#clock);
  }
}

/** Makes a link. Returns whether the file system has links. */
export async function tryLink(target: string, link: string, type?: 'junction'): Promise<boolean> {
  try {
    await symlink(target, link, type);
    return true;
  } catch (error) {
    if (!isLinkless(error)) throw error;
    return false;
  }
}

async function isScript(file: string): Promise<boolean> {
  const handle = await ifThere(() => openExisting(file));
  if (!handle) return false;
  try {
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(2), 0, 2, 0);
    return buffer.toString('latin1', 0, bytesRead) === '#!';
  } finally {
    await handle.close();
  }
}

/**
 * The names in the directory that may be commands; empty if it is missing. Systems put files with a dot into any directory:
 * `.DS_Store`, `._greet` next to `greet` on macOS drives, `.nfs…` for a file that is open on NFS.
 */
export async function namesIn(bin: string): Promise<readonly string[]> {
  const names = await listNames(bin);
  return names.filter((name) => !name.startsWith('.'));
}

/** A path to write a file before it is renamed into place. Makes the directory. */
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
