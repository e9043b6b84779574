import fs, { open } from 'node:fs/promises';
import type { FileHandle } from 'node:fs/promises';
import { syncBuiltinESMExports } from 'node:module';

/** An error as the file system reports it. */
export function diskError(code: string, syscall: string): Error {
  return Object.assign(new Error(`${code}: ${syscall}`), { code, syscall });
}

/**
 * Makes a method of every open file fail while `work` runs, like a full or dying disk; the first `after` calls succeed. The
 * real file handles are used, with one method replaced.
 */
export async function withDiskFault<T>(
  {
    method,
    code,
    after = 0,
  }: { method: 'writev' | 'writeFile' | 'sync' | 'datasync' | 'read'; code: string; after?: number },
  work: () => Promise<T>,
): Promise<T> {
  const probe = await open(import.meta.filename, 'r');
  const prototype = Object.getPrototypeOf(probe) as Record<string, (...args: unknown[]) => Promise<unknown>>;
  await probe.close();
  const original = prototype[method] as (...args: unknown[]) => Promise<unknown>;
  let calls = 0;
  prototype[method] = function failing(this: FileHandle, ...args: unknown[]) {
    calls += 1;
    return calls > after ? Promise.reject(diskError(code, method)) : original.apply(this, args);
  };
  try {
    return await work();
  } finally {
    prototype[method] = original;
  }
}

/** Makes a file system call fail while `work` runs, for the paths that `befalls` selects. */
export async function withFailingCall<T>(
  name: 'open' | 'rename' | 'unlink' | 'rm' | 'readFile' | 'stat' | 'copyFile' | 'mkdir',
  code: string,
  work: () => Promise<T>,
  befalls: (path: string) => boolean = () => true,
): Promise<T> {
  const calls = fs as unknown as Record<string, (...args: unknown[]) => Promise<unknown>>;
  const original = calls[name] as (...args: unknown[]) => Promise<unknown>;
  calls[name] = (...args) => (befalls(String(args[0])) ? Promise.reject(diskError(code, name)) : original(...args));
  syncBuiltinESMExports();
  try {
    return await work();
  } finally {
    calls[name] = original;
    syncBuiltinESMExports();
  }
}

/** Runs `work` as a user who may not write the files of others. Tests often run as root, which is refused nothing. */
export async function unprivileged<T>(work: () => Promise<T>): Promise<T> {
  if (process.geteuid?.() !== 0) return work();
  process.seteuid?.(65_534);
  try {
    return await work();
  } finally {
    process.seteuid?.(0);
  }
}

/** Sets the free space of every volume while `work` runs; `undefined` means that it is unknown. */
export async function withFreeSpace<T>(
  freeBytes: number | (() => number) | undefined,
  work: () => Promise<T>,
  totalBytes = 1e12,
): Promise<T> {
  const calls = fs as { statfs: unknown };
  const original = calls.statfs;
  calls.statfs = (): Promise<unknown> =>
    freeBytes === undefined
      ? Promise.reject(diskError('ENOSYS', 'statfs'))
      : Promise.resolve({
          bsize: 512,
          bavail: (typeof freeBytes === 'number' ? freeBytes : freeBytes()) / 512,
          blocks: totalBytes / 512,
        });
  syncBuiltinESMExports();
  try {
    return await work();
  } finally {
    calls.statfs = original;
    syncBuiltinESMExports();
  }
}
