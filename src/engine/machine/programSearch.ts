import { constants } from 'node:fs';
import { access, realpath, stat } from 'node:fs/promises';
import path from 'node:path';
import { isWholePath } from '../wholePath.ts';

/** The directories of an operating system's own programs. The last two are those of NixOS and Guix. */
export const SYSTEM_DIRECTORIES: readonly string[] = [
  '/usr/bin',
  '/bin',
  '/usr/sbin',
  '/sbin',
  '/run/current-system/sw/bin',
  '/run/current-system/profile/bin',
];

/** The PATH of an environment. Windows mostly calls it `Path`, and a copy of its environment no longer ignores case. */
export function pathOf(
  env: Readonly<Record<string, string | undefined>>,
  platform: NodeJS.Platform = process.platform,
): string | undefined {
  if (platform !== 'win32') return env['PATH'];
  return Object.entries(env).find(([name]) => name.toUpperCase() === 'PATH')?.[1];
}

/** The directories of a PATH, in order, without relative ones, which depend on the current directory. */
export function pathDirectories(text: string | undefined): readonly string[] {
  const directories = (text ?? '').split(path.delimiter).map((part) => part.replace(/^"(.*)"$/, '$1'));
  return [...new Set(directories.filter((directory) => isWholePath(directory)))];
}

/** The same without the `bin/` of any engine directory and its environments, where archives chose the names. */
export async function foreignDirectories(directories: readonly string[]): Promise<readonly string[]> {
  const ours = await Promise.all(directories.map(isEngineBin));
  return directories.filter((_, index) => !ours[index]);
}

/** The path of a program by its file name, with its extension on Windows. */
export async function findProgram(file: string, directories: readonly string[]): Promise<string | undefined> {
  for (const directory of directories) {
    const candidate = path.join(directory, file);
    if (await isProgram(candidate)) return candidate;
  }
  return undefined;
}

/** Whether this user can run a file. Windows decides by the name alone. */
export async function isProgram(file: string): Promise<boolean> {
  try {
    await access(file, constants.X_OK);
    return (await stat(file)).isFile();
  } catch {
    return false;
  }
}

/** Recognised by its neighbours, so that no process needs to know other engines' directories. */
async function isEngineBin(directory: string): Promise<boolean> {
  const real = await realpath(directory).catch(() => directory);
  if (path.basename(real).toLowerCase() !== 'bin') return false;
  const owner = path.dirname(real);
  const environments = path.dirname(path.dirname(owner));
  if (path.basename(environments) === 'environments') return isEngineDirectory(path.dirname(environments));
  return isEngineDirectory(owner);
}

async function isEngineDirectory(directory: string): Promise<boolean> {
  const installs = await stat(path.join(directory, 'installs')).catch(() => undefined);
  return installs?.isDirectory() === true;
}
