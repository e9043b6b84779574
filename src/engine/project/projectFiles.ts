import { open, readFile, rm } from 'node:fs/promises';
import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { ifThere, onDisk, replaceFile } from '../disk.ts';
import type { Clock } from '../ports.ts';
import { decodeProject } from './decodeProject.ts';
import { decodeLock, formatLock } from './lockText.ts';
import { LOCK_FILE, PROJECT_FILE } from './projectModel.ts';
import type { Lock, Project } from './projectModel.ts';

/** The paths of both files in a workspace folder. */
export function projectPaths(directory: string): { readonly file: string; readonly lock: string } {
  return { file: join(directory, PROJECT_FILE), lock: join(directory, LOCK_FILE) };
}

/** A workspace file with its text, or `undefined` where there is none. @throws EngineError `badProjectFile`, `storage` */
export async function readProject(
  path: string,
): Promise<{ readonly project: Project; readonly text: string } | undefined> {
  const text = await readText(path);
  return text === undefined ? undefined : { project: decodeProject(text, path), text };
}

/** A lock, or `undefined` where there is none. @throws EngineError `badProjectFile`, `storage` */
export async function readLock(path: string): Promise<Lock | undefined> {
  const text = await readText(path);
  return text === undefined ? undefined : decodeLock(text, path);
}

/** Writes a workspace file's text, see `putTool`. Whole or not at all. @throws EngineError `badProjectFile`, `storage` */
export async function writeProject(path: string, text: string, clock: Clock): Promise<void> {
  decodeProject(text, path);
  await writeText(path, text, clock);
}

/** Writes a lock, whole or not at all; one that says the same already is left alone. @throws EngineError `storage` */
export async function writeLock(path: string, lock: Lock, clock: Clock): Promise<void> {
  const text = formatLock(lock);
  if ((await readText(path)) !== text) await writeText(path, text, clock);
}

function readText(path: string): Promise<string | undefined> {
  return onDisk(path, () => ifThere(() => readFile(path, 'utf8')));
}

async function writeText(path: string, text: string, clock: Clock): Promise<void> {
  const temporary = `${path}.${randomUUID()}.tmp`;
  await onDisk(path, async () => {
    try {
      // Not with `wx`'s private mode of the cache: it is a file of the workspace, as the user's umask wants it.
      const handle = await open(temporary, 'wx');
      try {
        await handle.writeFile(text);
        await handle.sync();
      } finally {
        await handle.close();
      }
      await replaceFile(temporary, path, clock);
    } catch (error) {
      await rm(temporary, { force: true }).catch(() => undefined);
      throw error;
    }
  });
}
