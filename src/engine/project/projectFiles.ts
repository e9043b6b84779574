import { open, rm } from 'node:fs/promises';
import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { onDisk, replaceFile } from '../disk.ts';
import { EngineError } from '../errors.ts';
import type { Clock } from '../ports.ts';
import { readLimited } from '../limitedFile.ts';
import { MAX_FILE_BYTES } from './jsonFile.ts';
import { decodeLock } from './lockText.ts';
import { LOCK_FILE, PROJECT_FILE } from './projectModel.ts';
import type { Lock } from './projectModel.ts';

/** The paths of both files in a workspace folder. */
export function projectPaths(directory: string): { readonly file: string; readonly lock: string } {
  return { file: join(directory, PROJECT_FILE), lock: join(directory, LOCK_FILE) };
}

/** A lock, or `undefined` where there is none. @throws EngineError `badProjectFile`, `storage` */
export async function readLock(path: string): Promise<Lock | undefined> {
  const text = await readProjectText(path);
  return text === undefined ? undefined : decodeLock(text, path);
}

/** A file's text, or `undefined` where there is none. @throws EngineError `badProjectFile`, `storage` */
export async function readProjectText(path: string): Promise<string | undefined> {
  const file = await onDisk(path, () => readLimited(path, MAX_FILE_BYTES));
  if (!file) return undefined;
  if (!file.ok) {
    const facts = { path, key: '', rule: file.reason } as const;
    throw new EngineError('badProjectFile', `${path}: ${file.reason}`, facts);
  }
  try {
    // Bytes that are no UTF-8 must not be written back as replacement characters.
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(file.bytes);
  } catch (error) {
    const facts = { path, key: '', rule: 'encoding' } as const;
    throw new EngineError('badProjectFile', `${path} is not in UTF-8`, facts, { cause: error });
  }
}

/**
 * Puts one text in the place of another, whole or not at all; the same text is left alone. What somebody else writes between
 * the last look and the rename, a matter of microseconds, is not noticed: file systems have no better call.
 *
 * @throws EngineError `changedMeanwhile` where the file does not have the text `before`, `storage`
 */
export async function replaceText(
  path: string,
  { before, after }: { readonly before: string | undefined; readonly after: string },
  clock: Clock,
): Promise<void> {
  if (before === after) return;
  const temporary = `${path}.${randomUUID()}.tmp`;
  try {
    await onDisk(path, () => writeNew(temporary, after));
    if ((await readProjectText(path)) !== before) {
      throw new EngineError('changedMeanwhile', `${path} has another text now`, { path });
    }
    await onDisk(path, () => replaceFile(temporary, path, clock));
  } catch (error) {
    await rm(temporary, { force: true }).catch(() => undefined);
    throw error;
  }
}

async function writeNew(path: string, text: string): Promise<void> {
  // Not with the private mode of the cache: it is a file of the workspace, as the user's umask wants it.
  const handle = await open(path, 'wx');
  try {
    await handle.writeFile(text);
    await handle.sync();
  } finally {
    await handle.close();
  }
}
