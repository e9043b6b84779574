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

export interface SearchWorld {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly platform: NodeJS.Platform;
}

/** The PATH of an environment. Windows mostly calls it `Path`, and a copy of its environment no longer ignores case. */
export function pathOf(env: SearchWorld['env'], platform: NodeJS.Platform = process.platform): string | undefined {
  return platform === 'win32' ? onWindows(env, 'PATH') : env['PATH'];
}

function onWindows(env: SearchWorld['env'], wanted: string): string | undefined {
  return Object.entries(env).find(([name]) => name.toUpperCase() === wanted)?.[1];
}

/** The directories of a PATH, in order, without relative ones, which depend on the current directory. */
export function pathDirectories(text: string | undefined): readonly string[] {
  return [...new Set(pathParts(text).filter((directory) => isWholePath(directory)))];
}

/** All that a PATH names, in order. On Windows a part may be in quotes, and then have semicolons. Empty parts are left out. */
export function pathParts(text = '', delimiter = path.delimiter): readonly string[] {
  const parts = delimiter === ';' ? (text.match(/(?:"[^"]*"?|[^;"])+/g) ?? []) : text.split(delimiter);
  return parts.map((part) => (delimiter === ';' ? part.replaceAll('"', '') : part)).filter((part) => part !== '');
}

/** The endings of a command's file, in the order in which shells try them; lower case. Elsewhere than on Windows none. */
export function commandEndings({ env, platform }: SearchWorld): readonly string[] {
  if (platform !== 'win32') return [''];
  const text = onWindows(env, 'PATHEXT') || '.COM;.EXE;.BAT;.CMD';
  return text
    .toLowerCase()
    .split(';')
    .filter((ending) => ending !== '');
}

/** The same without the `bin/` of any engine directory and its environments, where archives chose the names. */
export async function foreignDirectories(directories: readonly string[]): Promise<readonly string[]> {
  const ours = await Promise.all(directories.map(isEngineBin));
  return directories.filter((_, index) => !ours[index]);
}

/** The path of a program by its file name, with its extension on Windows; of several names, each directory's first. */
export async function findProgram(
  names: string | readonly string[],
  directories: readonly string[],
): Promise<string | undefined> {
  for (const directory of directories) {
    for (const name of [names].flat()) {
      const candidate = path.join(directory, name);
      if (await isProgram(candidate)) return candidate;
    }
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
