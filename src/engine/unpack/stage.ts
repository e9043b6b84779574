import {
  copyFile,
  constants,
  link,
  lstat,
  mkdir,
  mkdtemp,
  open,
  readdir,
  realpath,
  rm,
  stat,
  symlink,
} from 'node:fs/promises';
import path from 'node:path';
import { ageMs } from '../age.ts';
import { errnoOf, ifThere, isLinkless, openExisting, replaceFile } from '../disk.ts';
import { EngineError } from '../errors.ts';
import type { Clock } from '../ports.ts';
import { demand } from './fault.ts';
import type { Budget } from './limits.ts';

/** The name prefix of directories being unpacked into; nothing else next to a target may have it. */
export const STAGE_PREFIX = '.unpack-';
const SWEEP_AGE_MS = 24 * 60 * 60 * 1000;

/**
 * A directory next to the target, on its volume, where things are prepared before they appear at the target all at once. The
 * caller must call `remove` at the end in any case.
 */
export class Stage {
  readonly #directory: string;
  readonly #root: string;
  readonly #target: string;

  private constructor(directory: string, target: string) {
    this.#directory = directory;
    this.#root = path.join(directory, 'content');
    this.#target = target;
  }

  /** @throws EngineError `storage` with `EEXIST` if the target exists */
  static async open(target: string): Promise<Stage> {
    if (await ifThere(() => lstat(target))) {
      throw new EngineError('storage', `EEXIST at ${target}`, { reason: 'EEXIST', path: target });
    }
    const stage = new Stage(await mkdtemp(path.join(path.dirname(target), STAGE_PREFIX)), target);
    await mkdir(stage.#root, 0o755);
    return stage;
  }

  /** A path in the stage that is never published. */
  unpublishedPath(name: string): string {
    return path.join(this.#directory, name);
  }

  /** Makes a directory in an existing one. */
  async makeDirectory(at: readonly string[]): Promise<void> {
    await fresh(at, () => mkdir(this.#at(at), 0o755));
  }

  /** Writes a new file into an existing directory. The user's umask applies. */
  async writeFile(at: readonly string[], bytes: AsyncIterable<Uint8Array>, executable: boolean): Promise<void> {
    const handle = await fresh(at, () => open(this.#at(at), 'wx', executable ? 0o755 : 0o644));
    try {
      await handle.writeFile(bytes);
    } finally {
      await handle.close();
    }
  }

  /** Whether a written file has exactly these bytes. Reads them to their end. */
  async hasBytes(at: readonly string[], bytes: AsyncIterable<Uint8Array>): Promise<boolean> {
    const handle = await openExisting(this.#at(at));
    try {
      let [same, position] = [true, 0];
      for await (const chunk of bytes) {
        const there = Buffer.alloc(chunk.length);
        const { bytesRead } = await handle.read(there, 0, chunk.length, position);
        same &&= bytesRead === chunk.length && there.equals(chunk);
        position += chunk.length;
      }
      return same && (await handle.stat()).size === position;
    } finally {
      await handle.close();
    }
  }

  /** Gives a file a second name; makes a copy if the file system has no hard links. */
  async linkFile(
    existing: readonly string[],
    at: readonly string[],
    makeLink: typeof link = link,
  ): Promise<'linked' | 'copied'> {
    const [from, to] = [this.#at(existing), this.#at(at)];
    try {
      await fresh(at, () => makeLink(from, to));
      return 'linked';
    } catch (error) {
      if (!isLinkless(error) && errnoOf(error) !== 'EMLINK') throw error;
      await fresh(at, () => copyFile(from, to, constants.COPYFILE_EXCL));
      return 'copied';
    }
  }

  /** Makes a symbolic link with this text, or returns false if links cannot be made here. To be called after everything else. */
  async makeSymlink(at: readonly string[], target: string, makeLink: typeof symlink = symlink): Promise<boolean> {
    const from = this.#at(at);
    // Windows has two kinds of links; elsewhere the type means nothing.
    const found = await stat(path.resolve(path.dirname(from), target)).catch(() => undefined);
    try {
      await fresh(at, () => makeLink(target, from, found?.isDirectory() ? 'dir' : 'file'));
      return true;
    } catch (error) {
      // Windows requires a privilege for them that few users have.
      if (!isLinkless(error)) throw error;
      return false;
    }
  }

  /**
   * The target of a link by its text, or `undefined` if it does not exist. @throws ArchiveFault `link` if that is outside
   */
  async follow(at: readonly string[], target: string): Promise<readonly string[] | undefined> {
    const parts = path.posix
      .join(...at.slice(0, -1), target)
      .split('/')
      .filter((part) => part !== '.' && part !== '');
    demand(parts[0] !== '..', 'link', 'a link points outside', at.join('/'));
    return (await ifThere(() => lstat(this.#at(parts)))) && parts;
  }

  /** Copies a file or a whole directory. The copies count against the budget. */
  async copy(from: readonly string[], at: readonly string[], budget: Budget): Promise<void> {
    budget.takeEntry();
    const found = await lstat(this.#at(from));
    if (!found.isDirectory()) {
      budget.takeBytes(found.size);
      return fresh(at, () => copyFile(this.#at(from), this.#at(at), constants.COPYFILE_EXCL));
    }
    await this.makeDirectory(at);
    for (const name of await readdir(this.#at(from))) await this.copy([...from, name], [...at, name], budget);
  }

  /** Asks the system where a link leads, to confirm our own reading. */
  async checkSymlink(top: readonly string[], at: readonly string[]): Promise<void> {
    const inside = await realpath(this.#at(top));
    const leads = await ifThere(() => realpath(this.#at(at)));
    const stays = leads === undefined || leads === inside || leads.startsWith(inside + path.sep);
    demand(stays, 'link', 'a link points outside', at.join('/'));
  }

  /** Moves what is at `top` to the target. */
  async publish(top: readonly string[], clock: Clock): Promise<void> {
    await replaceFile(this.#at(top), this.#target, clock);
  }

  /** Never throws: what cannot be removed now is swept later, and there may be a better error to report. */
  async remove(): Promise<void> {
    await rm(this.#directory, { recursive: true, force: true, maxRetries: 5 }).catch(() => undefined);
  }

  #at(at: readonly string[]): string {
    return path.join(this.#root, ...at);
  }
}

/** If the second of two names exists already, they are the same file on this file system. */
async function fresh<T>(at: readonly string[], make: () => Promise<T>): Promise<T> {
  try {
    return await make();
  } catch (error) {
    demand(errnoOf(error) !== 'EEXIST', 'duplicate', 'the same as another name here', at.join('/'));
    throw error;
  }
}

/**
 * Removes what killed processes left next to their targets, but not recent directories, which may be in use. Never throws.
 */
export async function sweepStages(directory: string, clock: Clock): Promise<void> {
  for (const name of await readdir(directory).catch(() => [])) {
    if (!name.startsWith(STAGE_PREFIX)) continue;
    const stage = path.join(directory, name);
    const found = await lstat(stage).catch(() => undefined);
    if (!found?.isDirectory() || ageMs(clock.now(), found.mtimeMs) < SWEEP_AGE_MS) continue;
    await rm(stage, { recursive: true, force: true }).catch(() => undefined);
  }
}
