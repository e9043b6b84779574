import { randomUUID } from 'node:crypto';
import { chmod, mkdir, mkdtemp, open, readdir, rename, rm, stat } from 'node:fs/promises';
import type { FileHandle } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { EngineError, isEngineError } from './errors.ts';
import type { Clock } from './ports.ts';
import { systemClock } from './systemClock.ts';

/** The errno code of a file system error, or `undefined` for anything else. */
export function errnoOf(error: unknown): string | undefined {
  const code = error instanceof Error && 'syscall' in error && 'code' in error ? error.code : undefined;
  return typeof code === 'string' ? code : undefined;
}

/** Runs file system work and turns its failures into `storage` errors that name the path. */
export async function onDisk<T>(path: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    const reason = errnoOf(error);
    if (!reason) throw error;
    throw new EngineError('storage', `${reason} at ${path}`, { reason, path }, { cause: error });
  }
}

/**
 * For data that exists but cannot be understood: it is damaged, or a newer version wrote it. It never counts as absent.
 * `EBADMSG` is how file systems report their own damage.
 */
export function notUnderstood(path: string): EngineError<'storage'> {
  return new EngineError('storage', `${path} is not in a known format`, { reason: 'EBADMSG', path });
}

/** Whether `notUnderstood` created this error. */
export function isNotUnderstood(error: unknown): boolean {
  return isEngineError(error, 'storage') && error.facts.reason === 'EBADMSG';
}

/** For a path that another process held longer than the wait. */
export function busy(path: string, cause?: unknown): EngineError<'storage'> {
  return new EngineError('storage', `EBUSY at ${path}`, { reason: 'EBUSY', path }, { cause });
}

/** The root of the cache below its directory. The number is that of its layout. */
export function cacheRoot(directory: string): string {
  return join(directory, 'cache-v1');
}

/** The root of what outlives the cache. The number is that of its layout. */
export function memoryRoot(directory: string): string {
  return join(directory, 'memory-v1');
}

/**
 * Makes a directory and its missing parents, for this user only, because the contents may be private. Goes step by step: a
 * recursive `mkdir` never ends where a directory exists but nothing can be made in it (`/proc`).
 */
export async function makeDirectory(path: string): Promise<void> {
  const isMade = await makeOne(path).then(
    () => true,
    (error: unknown) => {
      if (errnoOf(error) !== 'ENOENT' || dirname(path) === path) throw error;
      return false;
    },
  );
  if (isMade) return;
  await makeDirectory(dirname(path));
  await makeOne(path);
}

async function makeOne(path: string): Promise<void> {
  try {
    await mkdir(path, { mode: 0o700 });
  } catch (error) {
    // Systems report an existing directory in different ways, and the root of a drive in yet others.
    const isDirectory = errnoOf(error) !== 'ENOENT' && (await stat(path).catch(() => undefined))?.isDirectory();
    if (!isDirectory) throw error;
  }
}

/** Runs work in a directory that nearly always exists; if it does not, makes it and runs the work again. */
export async function inDirectory<T>(path: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (errnoOf(error) !== 'ENOENT') throw error;
    await makeDirectory(path);
    return work();
  }
}

const EMPTIED_TRIES = 3;

/**
 * Makes a new directory with this prefix. Its parent is made if it is missing, even if others keep removing it while it is
 * empty.
 */
export async function makeNewDirectory(parent: string, prefix: string): Promise<string> {
  for (let attempt = 1; ; attempt += 1) {
    await makeDirectory(parent);
    try {
      return await mkdtemp(join(parent, prefix));
    } catch (error) {
      if (errnoOf(error) !== 'ENOENT' || attempt === EMPTIED_TRIES) throw error;
    }
  }
}

/** The result, or `undefined` if there is nothing at the path. */
export async function ifThere<T>(work: () => Promise<T>): Promise<T | undefined> {
  try {
    return await work();
  } catch (error) {
    if (errnoOf(error) === 'ENOENT') return undefined;
    throw error;
  }
}

/** The names in a directory, or none if it is missing. */
export async function listNames(directory: string): Promise<readonly string[]> {
  return (await ifDirectoryThere(directory, () => readdir(directory))) ?? [];
}

/** When the names in a directory last changed, in milliseconds since the epoch; `undefined` if it is missing. */
export async function namesChangedAt(directory: string): Promise<number | undefined> {
  return (await ifDirectoryThere(directory, () => stat(directory)))?.mtimeMs;
}

/** The names of the directories in a directory, or none if it is missing. */
export async function listDirectories(directory: string): Promise<readonly string[]> {
  const entries = await ifDirectoryThere(directory, () => readdir(directory, { withFileTypes: true }));
  return (entries ?? []).flatMap((entry) => (entry.isDirectory() ? [entry.name] : []));
}

/** Windows also calls a directory missing if a file is in its way, which is a failure. */
async function ifDirectoryThere<T>(directory: string, read: () => Promise<T>): Promise<T | undefined> {
  const found = await ifThere(read);
  if (!found && process.platform === 'win32') await refuseFileAbove(directory);
  return found;
}

/** Throws `ENOTDIR` if the nearest path above that exists is a file. */
async function refuseFileAbove(path: string): Promise<void> {
  const above = dirname(path);
  if (above === path) return;
  const found = await ifThere(() => stat(above));
  if (!found) await refuseFileAbove(above);
  else if (!found.isDirectory()) await readdir(above);
}

/** Windows says `EISDIR` on FAT, exFAT and memory disks; shared folders of VirtualBox say `EROFS` or `EPROTO`. */
const LINKLESS = new Set(['EPERM', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS', 'EISDIR', 'EROFS', 'EPROTO']);

/** Whether a link was refused, because the file system has none or they need a privilege. */
export function isLinkless(error: unknown): boolean {
  return LINKLESS.has(errnoOf(error) ?? '');
}

/** The codes of a full disk. */
export const FULL: ReadonlySet<string> = new Set(['ENOSPC', 'EDQUOT']);

/** Makes the bytes of a file durable. Windows syncs only files that are open for writing. */
export async function syncFile(path: string): Promise<void> {
  const handle = await openExisting(path, 'r+');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/** Creates a file with this text, synced to disk. The user's umask applies to the mode. */
export async function writeNewFile(path: string, text: string, mode?: number): Promise<void> {
  const handle = await open(path, 'wx', mode);
  try {
    await handle.writeFile(text);
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/**
 * Makes the name of a file that was just renamed durable. Windows cannot sync a directory; there, syncing the file under
 * its new name brings the log of NTFS to disk, which has the rename.
 */
export function syncName(path: string, platform: NodeJS.Platform = process.platform): Promise<void> {
  return platform === 'win32' ? syncFile(path) : syncDirectory(dirname(path));
}

const UNSYNCABLE = new Set(['EPERM', 'EISDIR', 'EACCES', 'EINVAL', 'ENOTSUP', 'ENOSYS', 'EBADF']);

/** Makes the names in a directory durable. Windows has no such call, and some network file systems refuse it. */
export async function syncDirectory(path: string, openDirectory: typeof open = open): Promise<void> {
  try {
    const handle = await openDirectory(path, 'r');
    try {
      await handle.sync();
    } finally {
      await handle.close();
    }
  } catch (error) {
    if (!UNSYNCABLE.has(errnoOf(error) ?? '')) throw error;
  }
}

const BUSY = new Set(['EPERM', 'EACCES', 'EBUSY']);
const BUSY_TRIES = 6;

/** Whether the error means that a file is open elsewhere and cannot be moved or replaced. */
export function isBusy(error: unknown): boolean {
  return BUSY.has(errnoOf(error) ?? '');
}

/** Runs work on a file; on Windows it tries again for about 1.5 s while a scanner holds the file open. */
export async function whileBusy<T>(
  clock: Clock,
  work: () => Promise<T>,
  platform: NodeJS.Platform = process.platform,
): Promise<T> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await work();
    } catch (error) {
      const passing = platform === 'win32' && isBusy(error);
      if (!passing || attempt === BUSY_TRIES) throw error;
      await pauseFor(clock, 25 * 2 ** attempt);
    }
  }
}

/** Opens an existing file. On Windows, waits while a scanner holds it exclusively. Rejects with the system's error. */
export function openExisting(path: string, flags: string | number = 'r'): Promise<FileHandle> {
  return whileBusy(systemClock, () => open(path, flags));
}

/** Waits in the middle of work that must be completed, so it keeps the process alive, unlike timers of a `Clock`. */
export async function pauseFor(clock: Clock, ms: number): Promise<void> {
  const alive = setInterval(() => undefined, 60_000);
  await new Promise<void>((resolve) => void clock.after(ms, resolve));
  clearInterval(alive);
}

export interface ReplaceSystem {
  readonly platform: NodeJS.Platform;
  readonly move: (from: string, to: string) => Promise<void>;
  /** Makes a read-only file writable. Returns whether it was read-only. */
  readonly unlock: (path: string) => Promise<boolean>;
}

const SYSTEM: ReplaceSystem = {
  platform: process.platform,
  move: (from, to) => rename(from, to),
  unlock: async (path) => {
    const isLocked = ((await stat(path)).mode & 0o200) === 0;
    if (isLocked) await chmod(path, 0o600);
    return isLocked;
  },
};

/**
 * Renames a file over an existing one. Windows refuses that while either is open, which passes and is waited for, and always
 * if the target is read-only, which is unlocked then.
 */
export function replaceFile(from: string, to: string, clock: Clock, system = SYSTEM): Promise<void> {
  const move = async (): Promise<void> => {
    try {
      await system.move(from, to);
    } catch (error) {
      const canUnlock = system.platform === 'win32' && isBusy(error);
      if (!canUnlock || !(await system.unlock(to).catch(() => false))) throw error;
      await system.move(from, to);
    }
  };
  return whileBusy(clock, move, system.platform);
}

/**
 * Replaces the file at a path in one step, or makes it: `write` fills a new file next to it, at the path that it is given,
 * which then takes the name. Others see the old file or the whole new one. If anything fails, the old one stays and nothing
 * is left of the new one. What is to survive a power cut, `write` and the caller have to sync.
 * @returns what `write` returned; rejects with its error, or the system's
 */
export async function replaceWith<T>(path: string, clock: Clock, write: (temporary: string) => Promise<T>): Promise<T> {
  const temporary = `${path}.${randomUUID()}.tmp`;
  try {
    const written = await write(temporary);
    await replaceFile(temporary, path, clock);
    return written;
  } catch (error) {
    await rm(temporary, { force: true }).catch(() => undefined);
    throw error;
  }
}
