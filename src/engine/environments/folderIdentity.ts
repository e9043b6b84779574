import { hash } from 'node:crypto';
import { lstatSync, realpathSync } from 'node:fs';
import path from 'node:path';

const KEY_LENGTH = 20;

/** How a file system identifies files by name. */
export interface NameSystem {
  /** The path without links, in the true spelling where the system knows it. Throws if there is nothing. */
  readonly real: (file: string) => string;
  /** The same for two names of one file; `undefined` if there is nothing. Follows no links. */
  readonly fileId: (file: string) => string | undefined;
  /** Whether file systems usually ignore case here, which counts for names that do not exist yet. */
  readonly usuallyFolds: boolean;
}

const SYSTEM: NameSystem = {
  real: (file) => realpathSync.native(file),
  fileId: (file) => {
    try {
      const { dev, ino } = lstatSync(file, { bigint: true });
      return `${dev}:${ino}`;
    } catch {
      return undefined;
    }
  },
  usuallyFolds: process.platform === 'darwin' || process.platform === 'win32',
};

/** The key of a folder: the same for every spelling of its path, and for every link that leads to it. */
export function folderKey(folder: string, system = SYSTEM): string {
  return hash('sha256', identityOf(folder, system)).slice(0, KEY_LENGTH);
}

/** Its absolute path without links, as far as it exists. */
export function realFolder(folder: string, system = SYSTEM): string {
  const absolute = path.resolve(folder);
  try {
    return system.real(absolute);
  } catch {
    const parent = path.dirname(absolute);
    return parent === absolute ? absolute : path.join(realFolder(parent, system), path.basename(absolute));
  }
}

/**
 * The real path with each name in the one spelling that all others lead to. Not every file system that ignores case or
 * Unicode forms tells the true name, but each says whether two names are one file.
 */
function identityOf(folder: string, system: NameSystem): string {
  const real = realFolder(folder, system);
  const { root } = path.parse(real);
  const names = real.slice(root.length).split(path.sep);
  // Drives and servers have one name in any case, and a folder that is gone has the spelling that was given.
  return names.reduce((parent, name) => path.join(parent, foldedName(parent, name, system)), root.toUpperCase());
}

function foldedName(parent: string, name: string, { fileId, usuallyFolds }: NameSystem): string {
  const composed = name.normalize('NFC');
  const own = fileId(path.join(parent, name));
  const isSame = (spelling: string): boolean =>
    fileId(path.join(parent, spelling)) === own && (own !== undefined || usuallyFolds);
  // Takes the first match, so that all spellings give the same result.
  const spellings = [composed.toLowerCase(), name.toLowerCase(), composed];
  return spellings.find((spelling) => spelling === name || isSame(spelling)) ?? name;
}
