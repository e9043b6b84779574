import path from 'node:path';
import { listDirectories, onDisk } from '../disk.ts';
import { isEngineError } from '../errors.ts';
import type { InstallLayout } from '../install/installLayout.ts';
import { environmentsRoot, pathsAt } from './environmentPaths.ts';
import { readRecord } from './environmentRecord.ts';
import type { LinkedTool } from './environmentRecord.ts';
import { currentGeneration } from './currentGeneration.ts';
import { directoryOf } from './lockedInstall.ts';

/** The environment of one folder. */
interface Environment {
  /** The real path of the folder, which may be gone. */
  readonly folder: string;
  readonly binDirectory: string;
  readonly tools: readonly Pick<LinkedTool, 'name' | 'instance' | 'source' | 'version' | 'sha256' | 'commands'>[];
}

export interface EnvironmentList {
  readonly environments: readonly Environment[];
  /** Directories of environments that cannot be read. */
  readonly unreadable: readonly string[];
}

/** Who uses an install. */
export interface EnvironmentUsers {
  readonly folders: readonly string[];
  /** Directories of environments that cannot be read, each of which may use it. */
  readonly unreadable: readonly string[];
}

/** The directory of each environment. */
export async function environmentRoots(directory: string): Promise<readonly string[]> {
  const root = environmentsRoot(directory);
  const names = await listDirectories(root);
  return names.toSorted().map((name) => path.join(root, name));
}

/** @throws EngineError `storage` */
export async function listEnvironments(directory: string): Promise<EnvironmentList> {
  const environments: Environment[] = [];
  const unreadable: string[] = [];
  for (const root of await onDisk(environmentsRoot(directory), () => environmentRoots(directory))) {
    try {
      const found = await onDisk(root, () => readEnvironment(root));
      if (found) environments.push(found);
    } catch (error) {
      if (!isEngineError(error, 'storage')) throw error;
      unreadable.push(root);
    }
  }
  return { environments, unreadable };
}

/** `undefined` if no build of it was ever finished. */
export async function readEnvironment(root: string): Promise<Environment | undefined> {
  const paths = pathsAt(root, '');
  const generation = await currentGeneration(paths);
  if (generation === undefined) return undefined;
  const { folder, tools } = await readRecord(generation.directory);
  return { folder, binDirectory: paths.bin, tools };
}

export function usersAmong(
  { environments, unreadable }: EnvironmentList,
  directories: ReadonlySet<string>,
  layout: InstallLayout,
): EnvironmentUsers {
  const users = environments.filter(({ tools }) => tools.some((one) => directories.has(directoryOf(layout, one))));
  return { folders: users.map(({ folder }) => folder), unreadable };
}
