import { randomUUID } from 'node:crypto';
import path from 'node:path';
import { realFolder, folderKey } from './folderIdentity.ts';

/** The names of generations: complete sets of links, one of which is the current one. */
export const GENERATION = 'g-';
/** The prefix of links that are about to become `current`. */
export const UNFINISHED = '.current-';

/** Where the environment of a folder is. Nothing of it needs to exist. */
export interface EnvironmentPaths {
  /** The real path of the folder. */
  readonly folder: string;
  readonly root: string;
  /** A link to the current generation. Replacing it is what switches. */
  readonly current: string;
  /** The directory for the PATH. */
  readonly bin: string;
}

export function environmentsRoot(directory: string): string {
  return path.join(directory, 'environments');
}

/** The paths for a folder. Reads the spelling of its path from the disk. */
export function pathsOfFolder(directory: string, folder: string): EnvironmentPaths {
  return pathsAt(path.join(environmentsRoot(directory), folderKey(folder)), realFolder(folder));
}

export function pathsAt(root: string, folder: string): EnvironmentPaths {
  const current = path.join(root, 'current');
  return { folder, root, current, bin: binOf(current) };
}

/**
 * The directory of a generation's commands. It is equally deep through `current`, so that relative paths in it work both
 * ways.
 */
export function binOf(generation: string): string {
  return path.join(generation, 'bin');
}

/** A new path for a generation that is not current yet, or no longer. A sweep removes leftovers. */
export function unfinishedPath(root: string): string {
  return path.join(root, `${UNFINISHED}${randomUUID()}`);
}
