import { basename, isAbsolute, relative } from 'node:path';
import { EMPTY_LOCK, projectPaths, readLock, readProjectFiles } from '../../engine/index.ts';
import type { Lock, Project, ProjectFiles } from '../../engine/index.ts';
import { plain } from '../../words/format.ts';
import type { Services } from '../services.ts';
import type { ProjectFolder } from './workspace.ts';
import { WorkspaceError } from '../../words/workspaceError.ts';
import { t } from '../../words/translate.ts';

type Opening = Pick<Services, 'ui' | 'workspace'>;

/** A workspace folder with its two files as they are on disk. */
export interface OpenProject extends ProjectFiles {
  readonly folder: ProjectFolder;
}

/** One that has a lock. */
export type LockedProject = OpenProject & { readonly lock: Lock };

/** @throws WorkspaceError `untrusted`, `noFolder` */
export function trustedFolders({ workspace }: Pick<Services, 'workspace'>): readonly ProjectFolder[] {
  if (!workspace.isTrusted) throw new WorkspaceError({ reason: 'untrusted' });
  const folders = workspace.folders();
  if (folders.length === 0) throw new WorkspaceError({ reason: 'noFolder' });
  return folders;
}

/** A folder's files. @throws EngineError `badProjectFile`, `storage` */
export async function readFolder(folder: ProjectFolder): Promise<OpenProject> {
  return { folder, ...(await readProjectFiles(folder.directory)) };
}

/**
 * Saves what was typed into a folder's files and not saved yet, so that it counts and is not written over.
 * @throws WorkspaceError `unsaved`
 */
export async function saveFiles(
  { workspace }: Pick<Services, 'workspace'>,
  { directory }: ProjectFolder,
): Promise<void> {
  for (const path of Object.values(projectPaths(directory))) {
    if (!(await workspace.save(path))) throw new WorkspaceError({ reason: 'unsaved', file: basename(path) });
  }
}

/** Every folder that has a lock. What cannot be read is an error, not a folder less. */
export async function lockedFolders(
  folders: readonly ProjectFolder[],
): Promise<readonly (ProjectFolder & { readonly lock: Lock })[]> {
  const locks = await Promise.all(folders.map(({ directory }) => readLock(projectPaths(directory).lock)));
  return folders.flatMap((folder, index) => {
    const lock = locks[index];
    return lock ? [{ ...folder, lock }] : [];
  });
}

/**
 * The folders with something to restore, for a list that nobody asked for: nothing is read without trust, and a lock that is
 * damaged says so when it is used.
 */
export async function restorableFolders({ workspace }: Pick<Services, 'workspace'>): Promise<readonly ProjectFolder[]> {
  if (!workspace.isTrusted) return [];
  const folders = workspace.folders();
  const isLocked = await Promise.all(
    folders.map(({ directory }) =>
      readLock(projectPaths(directory).lock).then(
        (lock) => lock !== undefined,
        () => true,
      ),
    ),
  );
  return folders.filter((_, index) => isLocked[index]);
}

/**
 * The folder that is meant, with its lock: `directory` where one is named, the only one that has a lock, or the one that is picked.
 * `undefined` when dismissed.
 * @throws WorkspaceError `untrusted`, `noFolder`, `noLock`; EngineError `badProjectFile`, `storage`
 */
export async function openLocked(
  services: Opening,
  title: string,
  directory?: string,
): Promise<LockedProject | undefined> {
  const locked = await lockedFolders(named(trustedFolders(services), directory));
  if (locked.length === 0) throw new WorkspaceError({ reason: 'noLock' });
  const folder = await pickFolder(services, locked, title);
  const open = folder && (await readFolder(folder));
  return open && { ...open, lock: open.lock ?? EMPTY_LOCK };
}

/**
 * The folder that is meant of those with a workspace file, to change its lock: what was typed into its files is saved first.
 * @throws WorkspaceError `untrusted`, `noFolder`, `noProject`, `unsaved`; EngineError `badProjectFile`, `storage`
 */
export async function openWithFile(
  services: Opening,
  title: string,
): Promise<(OpenProject & { readonly project: Project }) | undefined> {
  const folders = trustedFolders(services);
  for (const folder of folders) await saveFiles(services, folder);
  const all = await Promise.all(folders.map(readFolder));
  const withFile = all.flatMap((open) => (open.project ? [{ ...open, project: open.project }] : []));
  if (withFile.length === 0) throw new WorkspaceError({ reason: 'noProject' });
  const folder = await pickFolder(
    services,
    withFile.map((open) => open.folder),
    title,
  );
  return withFile.find((open) => open.folder === folder);
}

/** Any folder, to change its files: what was typed into them is saved first. @throws as `openWithFile`, but `noProject` */
export async function openAny(services: Opening, title: string): Promise<OpenProject | undefined> {
  const folder = await pickFolder(services, trustedFolders(services), title);
  if (!folder) return undefined;
  await saveFiles(services, folder);
  return readFolder(folder);
}

export async function pickFolder<T extends ProjectFolder>(
  { ui }: Pick<Services, 'ui'>,
  folders: readonly T[],
  title: string,
): Promise<T | undefined> {
  const [only] = folders;
  if (folders.length < 2) return only;
  const items = folders.map((value) => ({
    label: plain(value.name),
    description: value.directory,
    icon: 'root-folder',
    value,
  }));
  return ui.pick(items, { title, placeholder: t('Folders of this workspace') });
}

/** @throws WorkspaceError `noFolder`: what is not open is not touched, whoever asks */
function named(folders: readonly ProjectFolder[], directory: string | undefined): readonly ProjectFolder[] {
  if (directory === undefined) return folders;
  const found = folders.filter((folder) => isAbsolute(directory) && relative(folder.directory, directory) === '');
  if (found.length === 0) throw new WorkspaceError({ reason: 'noFolder' });
  return found;
}
