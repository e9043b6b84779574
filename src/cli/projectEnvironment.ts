import path from 'node:path';
import { projectPaths, readLock } from '../engine/index.ts';
import type { EnvironmentState, EnvironmentTool, Lock } from '../engine/index.ts';
import { enumerateFirst, plain } from '../words/format.ts';
import { refusalWord } from '../words/refusalWords.ts';
import { CliError } from './cliError.ts';
import type { LocalContext } from './localContext.ts';
import { findProjectFolder } from './projectFolder.ts';
import { requireLockAlone } from './projectOf.ts';
import { pathWord } from './shellText.ts';

/** A project folder, and how its environment compares with its lock. */
export interface ProjectEnvironment {
  readonly folder: string;
  readonly state: EnvironmentState;
}

/**
 * The project in or above a directory, or `undefined` if there is none with a lock. @throws EngineError `badProjectFile`,
 * `storage`
 */
export async function findEnvironment(
  directory: string,
  context: LocalContext,
): Promise<ProjectEnvironment | undefined> {
  const folder = await findProjectFolder(directory);
  const lock = folder === undefined ? undefined : await readLock(projectPaths(folder).lock);
  return folder === undefined || !lock ? undefined : environmentOf(folder, lock, context);
}

/** @throws CliError `noLock`, `usage`; EngineError `badProjectFile`, `storage` */
export async function requireEnvironment(directory: string, context: LocalContext): Promise<ProjectEnvironment> {
  const folder = await findProjectFolder(directory);
  if (folder !== undefined) return environmentOf(folder, await requireLockAlone(folder), context);
  const { lock } = projectPaths(directory);
  throw new CliError('noLock', `There is no ${path.basename(lock)} in ${path.resolve(directory)} or above it.`, {
    path: lock,
  });
}

export async function environmentOf(
  folder: string,
  lock: Lock,
  { engine, machine }: LocalContext,
): Promise<ProjectEnvironment> {
  return { folder, state: await engine.environments.state(folder, lock, await machine()) };
}

/** A PATH cannot contain its own separator. @throws CliError `badPlace` */
export function assertUsablePath(binDirectory: string): void {
  if (!binDirectory.includes(path.delimiter)) return;
  const message = `${binDirectory} has "${path.delimiter}" in it, so it cannot be on the PATH. Choose another place with --cache.`;
  throw new CliError('badPlace', message, { binDirectory });
}

/** How the environment differs from the lock, and the command that fixes it. `undefined` if it matches. */
export function outdatedEnvironment({ folder, state }: ProjectEnvironment): string | undefined {
  if (state.isCurrent) return undefined;
  const wrong = state.tools.filter((tool) => tool.state !== 'ready' && tool.state !== 'noPlatform').map(difference);
  const what = wrong.length > 0 ? enumerateFirst(wrong, 5) : 'it has tools that are no longer in the lock';
  const where = path.resolve(folder) === process.cwd() ? '' : ` -C ${pathWord(folder)}`;
  return `The tools of ${plain(folder, 200)} do not match the lock: ${what}. Run "forgejo-artifacts restore${where}".`;
}

function difference({ name, version, state, isRefused, refusal, linked = '' }: EnvironmentTool): string {
  const tool = `${plain(name, 60)} ${plain(version, 60)}`;
  if (state === 'otherVersion') return `${tool} is locked, but the commands run ${plain(linked, 60)}`;
  if (state === 'withheld')
    return `${tool} is installed, but ${isRefused ? refusalWord(refusal) : 'not yet checked for this folder'}`;
  return state === 'missing' ? `${tool} is not installed` : `${tool} is installed but not linked`;
}

/** An environment in JSON output. */
export function environmentJson({ folder, state }: ProjectEnvironment): object {
  const { binDirectory, isCurrent, tools, commands } = state;
  return { folder, binDirectory, isCurrent, tools, commands: Object.fromEntries(commands) };
}
