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

/** For more commands than this, reading a directory of thousands of names costs less than asking for each of them. */
const FEW_COMMANDS = 16;

/**
 * Searches the PATH of this process and the system's own directories, because the PATH of a terminal may be longer.
 */
export function createPathLookup(world: SearchWorld): PathLookup {
  return async (commands) => {
    const directories = directoriesOf(world);
    const inEach = await Promise.all(directories.map((directory) => programsIn(directory, commands, world)));
    const full = directories.filter((_, index) => (inEach[index]?.size ?? 0) > 0);
    const foreign = new Set(await foreignDirectories(full));
    const found = directories.map((directory, index) => (foreign.has(directory) ? [...(inEach[index] ?? [])] : []));
    // The first directory counts.
    return new Map(found.toReversed().flat());
  };
}

function directoriesOf({ env, platform }: SearchWorld): readonly string[] {
  const root = env['SystemRoot'] ?? 'C:\\Windows';
  const system = platform === 'win32' ? [path.join(root, 'System32'), root] : SYSTEM_DIRECTORIES;
  return [...new Set([...pathDirectories(pathOf(env, platform)), ...system])];
}

/** The programs in a directory that the commands run. */
async function programsIn(
  directory: string,
  commands: readonly string[],
  world: SearchWorld,
): Promise<ReadonlyMap<string, string>> {
  const isNamedAsCalled = world.platform !== 'win32' && world.platform !== 'darwin';
  const names =
    isNamedAsCalled && commands.length <= FEW_COMMANDS
      ? new Map(commands.map((command) => [command, command]))
      : namesByCommand(await readdir(directory).catch(() => []), world);
  const found = new Map<string, string>();
  for (const command of commands) {
    const name = names.get(folded(command, world.platform));
    const file = name === undefined ? undefined : path.join(directory, name);
    if (file !== undefined && (await isProgram(file))) found.set(command, file);
  }
  return found;
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
