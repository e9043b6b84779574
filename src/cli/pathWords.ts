import { realpath } from 'node:fs/promises';
import path from 'node:path';
import { commandEndings, findProgram, pathDirectories, pathOf } from '../engine/index.ts';
import type { Executable } from '../engine/index.ts';
import { enumerate, plain } from '../words/format.ts';
import type { World } from './world.ts';

/** Where commands are, and whether a shell finds them. */
interface OnPath {
  /** Whether their directory is on the PATH. */
  readonly isOnPath: boolean;
  /** Programs elsewhere that a shell runs instead: the path by command. */
  readonly hidden: ReadonlyMap<string, string>;
}

export async function lookOnPath(
  binDirectory: string,
  executables: readonly Pick<Executable, 'command' | 'linked'>[],
  { env, platform }: Pick<World, 'env' | 'platform'>,
): Promise<OnPath> {
  const directories = pathDirectories(pathOf(env, platform));
  const real = await Promise.all([binDirectory, ...directories].map(realDirectory));
  const [bin, ...rest] = platform === 'win32' ? real.map((one) => one.toLowerCase()) : real;
  const index = rest.findIndex((one) => one === bin);
  if (index < 0) return { isOnPath: false, hidden: new Map() };
  const before = directories.slice(0, index);
  const endings = commandEndings({ env, platform });
  const namesOf = (command: string): readonly string[] => endings.map((ending) => command + ending);
  const found = await Promise.all(
    executables
      .filter(({ linked }) => linked)
      .map(async ({ command }) => [command, await findProgram(namesOf(command), before)] as const),
  );
  return {
    isOnPath: true,
    hidden: new Map(found.flatMap(([command, at]) => (at === undefined ? [] : [[command, at]]))),
  };
}

/** A missing path is returned as it is. */
async function realDirectory(directory: string): Promise<string> {
  return realpath(directory).catch(() => path.resolve(directory));
}

/** Where the commands of a project are, and how to run them. */
export function environmentSentence(binDirectory: string): string {
  return `The commands are in ${binDirectory}. Run them with "forgejo-artifacts exec -- COMMAND", or put them on the PATH of a shell with "forgejo-artifacts env".`;
}

/** Where the commands of an install are, and how to run them by name. Empty if it has none. */
export function pathSentences(
  binDirectory: string,
  executables: readonly Pick<Executable, 'command' | 'linked'>[],
  { isOnPath, hidden }: OnPath,
): readonly string[] {
  const commands = executables.filter(({ linked }) => linked).map(({ command }) => plain(command, 80));
  if (commands.length === 0) return [];
  const are = commands.length === 1 ? 'is' : 'are';
  const sentence = `${enumerate(commands, 'and')} ${are} in ${binDirectory}`;
  if (!isOnPath)
    return [
      `${sentence}, which is not on the PATH. Add it there to run ${commands.length === 1 ? 'it' : 'them'} by name.`,
    ];
  const shadows = [...hidden].map(
    ([command, at]) => `${plain(command, 80)} still runs ${plain(at)}, which comes first on the PATH.`,
  );
  return [`${sentence}, which is on the PATH.`, ...shadows];
}
