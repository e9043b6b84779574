import { hash } from 'node:crypto';
import { lstatSync, realpathSync } from 'node:fs';
import path from 'node:path';

const KEY_LENGTH = 20;

/** The key of a folder: the same for every spelling of its path, and for every link that leads to it. */
export function folderKey(folder: string): string {
  return hash('sha256', identityOf(folder)).slice(0, KEY_LENGTH);
}

/** Its absolute path without links, as far as it exists. */
export function realFolder(folder: string): string {
  const absolute = path.resolve(folder);
  try {
    return realpathSync.native(absolute);
  } catch {
    const parent = path.dirname(absolute);
    return parent === absolute ? absolute : path.join(realFolder(parent), path.basename(absolute));
  }
}

/**
 * The real path with each name in the one spelling that all others lead to. Not every file system that ignores case or
 * Unicode forms tells the true name, but each says whether two names are one file.
 */
function identityOf(folder: string): string {
  const real = realFolder(folder);
  const { root } = path.parse(real);
  const names = real
    .slice(root.length)
    .split(path.sep)
    .filter((name) => name !== '');
  return names.reduce((parent, name) => path.join(parent, foldedName(parent, name)), root);
}

/** Systems whose file systems usually ignore case, which counts for names that do not exist yet. */
const FOLDS = process.platform === 'darwin' || process.platform === 'win32';

function foldedName(parent: string, name: string): string {
  const own = fileId(path.join(parent, name));
  const spellings = [name.normalize('NFC').toLowerCase(), name.toLowerCase(), name.normalize('NFC')];
  const isSame = (spelling: string): boolean => {
    const other = fileId(path.join(parent, spelling));
    return own === other && (own !== undefined || FOLDS);
  };
  return spellings.find((spelling) => spelling === name || isSame(spelling)) ?? name;
}

function fileId(file: string): string | undefined {
  try {
    const { dev, ino } = lstatSync(file, { bigint: true });
    return `${dev}:${ino}`;
  } catch {
    return undefined;
  }
}
