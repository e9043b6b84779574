import { lstat, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { ifThere, onDisk } from '../disk.ts';
import { EngineError } from '../errors.ts';
import { LOCK_FILE } from '../project/projectModel.ts';

/** @throws EngineError `storage` */
export function isThere(path: string): Promise<boolean> {
  return onDisk(path, async () => (await ifThere(() => lstat(path))) !== undefined);
}

/** Without an earlier export, files of these names are not ours. @throws EngineError `storage` */
export async function assertUnused(directory: string): Promise<void> {
  if (await isThere(join(directory, 'cas'))) return;
  for (const name of ['SHA256SUMS', 'index.json', LOCK_FILE]) {
    const path = join(directory, name);
    if (await isThere(path)) throw new EngineError('storage', `EEXIST at ${path}`, { reason: 'EEXIST', path });
  }
}

/** Opening anything else could wait for ever. @throws EngineError `notExport`, `storage` */
export async function isTarFile(path: string): Promise<boolean> {
  const found = await onDisk(path, () => stat(path));
  if (found.isFile()) return true;
  const isExport = found.isDirectory() && (await stat(join(path, 'cas')).catch(() => undefined))?.isDirectory();
  if (!isExport) throw new EngineError('notExport', `${path} is not an export`, { path });
  return false;
}
