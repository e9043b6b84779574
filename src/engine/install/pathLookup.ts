import { readdir } from 'node:fs/promises';
import path from 'node:path';
import {
  commandEndings,
  foreignDirectories,
  isProgram,
  pathDirectories,
  pathOf,
  SYSTEM_DIRECTORIES,
} from '../machine/programSearch.ts';
import type { SearchWorld } from '../machine/programSearch.ts';

/** The program that each command would run if no commands of ours were on the PATH; absent if there is none. */
export type PathLookup = (commands: readonly string[]) => Promise<ReadonlyMap<string, string>>;

/**
 * Searches the PATH of this process and the system's own directories, because the PATH of a terminal may be longer. Nothing
 * can be run by name from an unreadable directory.
 */
export function createPathLookup({ env, platform }: SearchWorld): PathLookup {
  return async (commands) => {
    const found = new Map<string, string>();
    for (const directory of await foreignDirectories(directoriesOf(env, platform))) {
      const names = namesByCommand(await readdir(directory).catch(() => []), { env, platform });
      for (const command of commands) {
        const name = found.has(command) ? undefined : names.get(folded(command, platform));
        const file = name === undefined ? undefined : path.join(directory, name);
        if (file !== undefined && (await isProgram(file))) found.set(command, file);
      }
    }
    return found;
  };
}

function directoriesOf(env: SearchWorld['env'], platform: NodeJS.Platform): readonly string[] {
  const root = env['SystemRoot'] ?? 'C:\\Windows';
  const system = platform === 'win32' ? [path.join(root, 'System32'), root] : SYSTEM_DIRECTORIES;
  return [...new Set([...pathDirectories(pathOf(env, platform)), ...system])];
}

/** The file that each command in a directory runs. */
function namesByCommand(names: readonly string[], world: SearchWorld): ReadonlyMap<string, string> {
  const { platform } = world;
  if (platform !== 'win32') return new Map(names.map((name) => [folded(name, platform), name]));
  // The last one of a map counts, and the first ending of a shell.
  const byEnding = commandEndings(world)
    .toReversed()
    .flatMap((ending) => names.filter((name) => path.extname(name).toLowerCase() === ending));
  return new Map(byEnding.map((name) => [folded(path.parse(name).name, platform), name]));
}

/** Normalises names as the file system compares them. */
function folded(name: string, platform: NodeJS.Platform): string {
  return platform === 'win32' || platform === 'darwin' ? name.toLowerCase() : name;
}
