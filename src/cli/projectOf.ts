import { stat } from 'node:fs/promises';
import { isEngineError, outdatedTools, projectPaths, readLock, readProjectFiles } from '../engine/index.ts';
import type { Lock, Project, ProjectFiles } from '../engine/index.ts';
import { CliError, usageError } from './cliError.ts';
import { available, listed } from './cliWords.ts';

/** The lock of a directory, and the tools about which it and the workspace file disagree. */
interface LockOnDisk {
  readonly lock: Lock;
  readonly project: Project | undefined;
  readonly outdated: readonly string[];
}

export const NOTHING_CHANGED = 'Nothing was changed, because of --dry-run.';

/** @throws CliError `noLock`; EngineError `badProjectFile`, `storage` */
export async function requireLock(directory: string): Promise<LockOnDisk> {
  const { lock, project } = await readProject(directory);
  if (lock) return { lock, project, outdated: project ? outdatedTools(project, lock) : [] };
  throw noLock(directory, project !== undefined);
}

/** The lock of a folder with a workspace file, whatever that is like. @throws CliError `noLock`; EngineError as `requireLock` */
export async function requireLockAlone(directory: string): Promise<Lock> {
  const lock = await readLock(projectPaths(directory).lock);
  if (lock) return lock;
  throw noLock(directory, true);
}

function noLock(directory: string, hasProject: boolean): CliError {
  const { file, lock: path } = projectPaths(directory);
  const message = hasProject
    ? `There is no ${path}. "forgejo-artifacts update" creates it.`
    : `There is neither ${path} nor ${file}. "forgejo-artifacts add" creates both.`;
  return new CliError('noLock', message, { path });
}

/** Without the file that lists the tools. */
export function noProject(directory: string): CliError {
  const { file: path } = projectPaths(directory);
  return new CliError('noProject', `There is no ${path}, which lists the tools. "forgejo-artifacts add" creates it.`, {
    path,
  });
}

/** @throws CliError `noProject`; EngineError `badProjectFile`, `storage` */
export async function requireProject(directory: string): Promise<ProjectFiles & { readonly project: Project }> {
  const { project, lock } = await readProject(directory);
  if (project) return { project, lock };
  throw noProject(directory);
}

/** Both files, if they exist. @throws CliError `usage` if it is not a directory; EngineError `badProjectFile`, `storage` */
export async function readProject(directory: string): Promise<ProjectFiles> {
  const files = await readProjectFiles(directory).catch((error: unknown) => {
    if (isEngineError(error, 'storage') && error.facts.reason === 'ENOTDIR') return undefined;
    throw error;
  });
  // Windows says that nothing is there where a path leads through a file.
  const isThere = files && (files.project !== undefined || files.lock !== undefined || !(await isFile(directory)));
  if (!isThere) throw usageError(`${directory} is not a directory.`);
  return files;
}

async function isFile(path: string): Promise<boolean> {
  return (await stat(path).catch(() => undefined))?.isFile() ?? false;
}

/** The named tools of the workspace file or of the lock, or all. @throws CliError `usage` for an unknown name */
export function chosen(
  names: readonly string[],
  tools: ReadonlyMap<string, unknown>,
  where: 'workspace file' | 'lock',
): readonly string[] {
  const unknown = names.filter((name) => !tools.has(name));
  if (unknown.length === 0) return names.length > 0 ? [...new Set(names)] : [...tools.keys()];
  throw usageError([`The ${where} has no tool ${listed(unknown)}.`, ...available([...tools.keys()])].join(' '));
}

export function staleLockSentence(outdated: readonly string[]): string {
  return `forgejo-artifacts.json and the lock disagree about ${listed(outdated)}. Run "forgejo-artifacts update".`;
}
