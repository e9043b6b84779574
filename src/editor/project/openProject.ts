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

/** A folder, and its lock as it was read. */
type LockedFolder = ProjectFolder & { readonly lock: Lock };

/** A folder that has a lock. */
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
 * Saves unsaved edits of a folder's files, so that they count and are not overwritten.
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

/** Every folder that has a lock. An unreadable folder is an error; it is not left out. */
export async function lockedFolders(folders: readonly ProjectFolder[]): Promise<readonly LockedFolder[]> {
  const locks = await Promise.all(folders.map(({ directory }) => readLock(projectPaths(directory).lock)));
  return folders.flatMap((folder, index) => {
    const lock = locks[index];
    return lock ? [{ ...folder, lock }] : [];
  });
}

/**
 * The folders with something to restore, for a list that appears unasked: reads nothing without workspace trust, and a
 * damaged lock is reported when it is used.
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
 * The folder to act on, with its lock: the named `directory`, the only one that has a lock, or the one that the user picks.
 * `undefined` when dismissed.
 * @throws WorkspaceError `untrusted`, `noFolder`, `notOpen`, `noLock`; EngineError `badProjectFile`, `storage`
 */
export async function openLocked(
  services: Opening,
  title: string,
  directory?: string,
): Promise<LockedProject | undefined> {
  const locked = await foldersWithLock(services, directory);
  const folder = await pickFolder(services, locked, title);
  const open = folder && (await readFolder(folder));
  return open && { ...open, lock: open.lock ?? EMPTY_LOCK };
}

/**
 * The folder to act on, with its lock, without asking the user: the named `directory`, or the only one that has a lock.
 * @throws as `openLocked`; WorkspaceError `severalFolders`
 */
export async function onlyLocked(services: Pick<Services, 'workspace'>, directory?: string): Promise<LockedFolder> {
  const locked = await foldersWithLock(services, directory);
  const [only, ...others] = locked;
  if (only && others.length === 0) return only;
  throw new WorkspaceError({ reason: 'severalFolders', folders: locked.map((folder) => folder.directory) });
}

/** At least one folder. @throws as `openLocked` */
async function foldersWithLock(
  services: Pick<Services, 'workspace'>,
  directory: string | undefined,
): Promise<readonly LockedFolder[]> {
  const locked = await lockedFolders(named(trustedFolders(services), directory));
  if (locked.length === 0) throw new WorkspaceError({ reason: 'noLock' });
  return locked;
}

/**
 * The folder with a workspace file whose lock is to change, chosen likewise. Saves unsaved edits of its files first.
 * @throws WorkspaceError `untrusted`, `noFolder`, `notOpen`, `noProject`, `unsaved`; EngineError `badProjectFile`, `storage`
 */
export async function openWithFile(
  services: Opening,
  title: string,
  directory?: string,
): Promise<(OpenProject & { readonly project: Project }) | undefined> {
  const folders = named(trustedFolders(services), directory);
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

/**
 * Any folder whose files are to change. Saves unsaved edits of its files first.
 * @throws as `openWithFile`, except `noProject`
 */
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

/**
 * The folders that a command may use: all, or the named one.
 * @throws WorkspaceError `notOpen`: folders that are not open are left alone, whoever asks
 */
export function named(folders: readonly ProjectFolder[], directory: string | undefined): readonly ProjectFolder[] {
  if (directory === undefined) return folders;
  const found = folders.filter((folder) => isAbsolute(directory) && relative(folder.directory, directory) === '');
  if (found.length === 0) throw new WorkspaceError({ reason: 'notOpen', folder: directory });
  return found;
}
