import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { SETTINGS } from '../ids.ts';
import { pathSetting } from './pathSetting.ts';

/** Reads a setting by its full key. */
export type ReadSetting = (key: string) => unknown;

/** Unfinished links begin with a dot. No command does. */
const UNFINISHED = '.';
const MISSING = 'ENOENT';

/**
 * The directory of the commands that the user installed, if there are any and the settings want them on the PATH. The engine
 * is not loaded for it, because this runs at the start of every window; a test holds that both mean the same directory.
 *
 * Rejects if the directory cannot be read, which is not the same as having no commands.
 *
 * @param storageDirectory the extension's own storage, used if no directory is set
 */
export async function userCommands(
  read: ReadSetting,
  storageDirectory: string,
  platform: NodeJS.Platform = process.platform,
): Promise<string | undefined> {
  if (!isOnPath(read)) return undefined;
  const bin = join(pathSetting(read(SETTINGS.cacheDirectory), platform) ?? storageDirectory, 'bin');
  const names = await readdir(bin).catch(ifMissing);
  return names.some((name) => !name.startsWith(UNFINISHED)) ? bin : undefined;
}

/** Whether the settings want commands on the PATH of terminals. */
export function isOnPath(read: ReadSetting): boolean {
  return read(SETTINGS.addToPath) !== false;
}

function ifMissing(error: NodeJS.ErrnoException): readonly string[] {
  if (error.code === MISSING) return [];
  throw error;
}
