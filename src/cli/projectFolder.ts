import { stat } from 'node:fs/promises';
import path from 'node:path';
import { projectPaths } from '../engine/index.ts';
import { usageError } from './cliError.ts';

/**
 * The nearest folder with a workspace file or a lock, from a directory upwards; `undefined` if there is none. A directory
 * that cannot be read ends the search with the system's error.
 * @throws CliError `usage` if the directory does not exist
 */
export async function findProjectFolder(directory: string): Promise<string | undefined> {
  if (!(await stat(directory).catch(() => undefined))?.isDirectory())
    throw usageError(`${directory} is not a directory.`);
  for (let folder = path.resolve(directory); ; folder = path.dirname(folder)) {
    const { file, lock } = projectPaths(folder);
    if ((await isFile(lock)) || (await isFile(file))) return folder;
    if (path.dirname(folder) === folder) return undefined;
  }
}

async function isFile(file: string): Promise<boolean> {
  try {
    return (await stat(file)).isFile();
  } catch (error) {
    if (error instanceof Error && 'code' in error && (error.code === 'ENOENT' || error.code === 'ENOTDIR'))
      return false;
    throw error;
  }
}
