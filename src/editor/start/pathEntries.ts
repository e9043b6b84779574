import { delimiter } from 'node:path';

/** A workspace folder and the commands of its lock. */
interface FolderPath {
  /** Identifies the folder. */
  readonly folder: string;
  /** The directory with the folder's commands; `undefined` without an environment. */
  readonly directory: string | undefined;
}

/** What the PATH of new terminals begins with. */
export interface PathEntries {
  /** For all terminals of the window; `undefined` for nothing. */
  readonly window: string | undefined;
  /** For the terminals of a folder, in place of `window`, by the folder. */
  readonly folders: ReadonlyMap<string, string>;
}

/**
 * Decides what the PATH of terminals begins with: the folder's own commands, then those that the user installed. Pure.
 *
 * If an extension sets a variable for the window and for a folder, the editor applies only one of them, and drops what
 * other extensions add for the window. So a window with one folder gets everything through the entry for the window.
 */
export function pathEntries(userCommands: string | undefined, folders: readonly FolderPath[]): PathEntries {
  const [only, ...others] = folders;
  if (!only || others.length === 0) return { window: joined([only?.directory, userCommands]), folders: new Map() };
  const own = folders.flatMap(({ folder, directory }): (readonly [string, string])[] => {
    const value = directory === undefined ? undefined : joined([directory, userCommands]);
    return value === undefined ? [] : [[folder, value]];
  });
  // The entry of a folder counts only if the one for the window was made before it.
  const window = joined([userCommands]) ?? (own.length > 0 ? '' : undefined);
  return { window, folders: new Map(own) };
}

/** A directory with the separator in its path would be two: the second one below whatever folder a terminal is in. */
function joined(directories: readonly (string | undefined)[]): string | undefined {
  const present = directories.filter((directory) => directory !== undefined && !directory.includes(delimiter));
  return present.length === 0 ? undefined : present.map((directory) => `${directory}${delimiter}`).join('');
}
