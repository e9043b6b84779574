import { readdir } from 'node:fs/promises';
import path from 'node:path';
import { syncDirectory, syncFile } from '../disk.ts';
import { inBatches } from './inBatches.ts';

/**
 * Syncs everything below a directory to disk. Syncing a file writes its name to disk as well as its bytes. Links and empty
 * directories have no bytes, and Btrfs keeps them only by a sync of the directory. Rejects with the signal's reason on
 * abort.
 * @throws what the file system throws
 */
export async function syncTree(root: string, signal?: AbortSignal): Promise<void> {
  const entries = await readdir(root, { recursive: true, withFileTypes: true });
  const pathOf = ({ parentPath, name }: (typeof entries)[number]): string => path.join(parentPath, name);
  const files = entries.filter((entry) => entry.isFile()).map(pathOf);
  const used = new Set(entries.map(({ parentPath }) => parentPath));
  const empty = entries.filter((entry) => entry.isDirectory() && !used.has(pathOf(entry))).map(pathOf);
  const withLinks = entries.filter((entry) => entry.isSymbolicLink()).map(({ parentPath }) => parentPath);
  await inBatches(files, syncFile, signal);
  await inBatches([...new Set([...empty, ...withLinks])], (directory) => syncDirectory(directory), signal);
}
