import path from 'node:path';

/**
 * Whether a path names the same place wherever a process was started. On Windows `\cache` counts as absolute, but is on the
 * drive of the current directory.
 */
export function isWholePath(file: string, platform: NodeJS.Platform = process.platform): boolean {
  if (platform !== 'win32') return path.posix.isAbsolute(file);
  return path.win32.isAbsolute(file) && !/^[\\/](?![\\/])/.test(file);
}
