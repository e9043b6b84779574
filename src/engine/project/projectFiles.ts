import { join } from 'node:path';
import { onDisk, replaceWith, syncName, writeNewFile } from '../disk.ts';
import { EngineError } from '../errors.ts';
import type { Clock } from '../ports.ts';
import { readLimited } from '../limitedFile.ts';
import { decodeProject } from './decodeProject.ts';
import { MAX_FILE_BYTES } from './jsonFile.ts';
import { decodeLock } from './lockText.ts';
import { LOCK_FILE, PROJECT_FILE } from './projectModel.ts';
import type { Lock, Project } from './projectModel.ts';

/** Both files of a workspace folder; `undefined` for a missing one. */
export interface ProjectFiles {
  readonly project: Project | undefined;
  readonly lock: Lock | undefined;
}

/** The paths of both files in a workspace folder. */
export function projectPaths(directory: string): { readonly file: string; readonly lock: string } {
  return { file: join(directory, PROJECT_FILE), lock: join(directory, LOCK_FILE) };
}

/** Reads both files of a workspace folder. @throws EngineError `badProjectFile`, `storage` */
export async function readProjectFiles(directory: string): Promise<ProjectFiles> {
  return (await readWithTexts(directory)).files;
}

/** Reads both files, and the texts that they were decoded from. @throws EngineError `badProjectFile`, `storage` */
export async function readWithTexts(directory: string): Promise<{
  readonly files: ProjectFiles;
  readonly texts: { readonly file: string | undefined; readonly lock: string | undefined };
}> {
  const paths = projectPaths(directory);
  const [file, lock] = await Promise.all([readProjectText(paths.file), readProjectText(paths.lock)]);
  const project = file === undefined ? undefined : decodeProject(file, paths.file);
  return {
    files: { project, lock: lock === undefined ? undefined : decodeLock(lock, paths.lock) },
    texts: { file, lock },
  };
}

/** Reads the lock, or returns `undefined` if there is none. @throws EngineError `badProjectFile`, `storage` */
export async function readLock(path: string): Promise<Lock | undefined> {
  const text = await readProjectText(path);
  return text === undefined ? undefined : decodeLock(text, path);
}

/** Reads a file's text, or returns `undefined` if there is none. @throws EngineError `badProjectFile`, `storage` */
export async function readProjectText(path: string): Promise<string | undefined> {
  const file = await onDisk(path, () => readLimited(path, MAX_FILE_BYTES));
  if (!file) return undefined;
  if (!file.ok) {
    const facts = { path, key: '', rule: file.reason } as const;
    throw new EngineError('badProjectFile', `${path}: ${file.reason}`, facts);
  }
  try {
    // Invalid UTF-8 must not be written back as replacement characters.
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(file.bytes);
  } catch (error) {
    const facts = { path, key: '', rule: 'encoding' } as const;
    throw new EngineError('badProjectFile', `${path} is not in UTF-8`, facts, { cause: error });
  }
}

/**
 * Replaces one text by another, atomically and durably; an equal text is left alone. A write by others in the microseconds
 * between the last check and the rename goes unnoticed: file systems offer nothing better.
 *
 * @throws EngineError `changedMeanwhile` if the file no longer has the text `before`; `storage`
 */
export async function replaceText(
  path: string,
  { before, after }: { readonly before: string | undefined; readonly after: string },
  clock: Clock,
): Promise<void> {
  if (before === after) return;
  await onDisk(path, async () => {
    await replaceWith(path, clock, async (temporary) => {
      // Not with the cache's private mode: it is a file of the workspace and follows the user's umask.
      await writeNewFile(temporary, after);
      if ((await readProjectText(path)) === before) return;
      throw new EngineError('changedMeanwhile', `${path} has changed`, { path });
    });
    await syncName(path);
  });
}
