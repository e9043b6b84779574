import { randomUUID } from 'node:crypto';
import { chmod, rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { replaceFile, syncFile } from '../disk.ts';
import { assertReplaceable } from '../replaceable.ts';
import { systemClock } from '../systemClock.ts';

/** The copy belongs to the user, so it is writable, unlike the cache's file. */
const OWN_MODE = 0o644;

/** Makes a copy of a cached file where nothing is; see `DownloadCache.copyTo`. */
export type CopyTo = (to: string) => Promise<void>;

/**
 * Copies to a path that the user chose. An existing file is replaced once the copy is complete, and kept if copying fails.
 * Rejects with the cause. @throws EngineError `storage` for a path that is not that of a file
 */
export async function saveOver(copyTo: CopyTo, path: string): Promise<void> {
  await assertReplaceable(path);
  const part = join(dirname(path), `.${basename(path).slice(0, 80)}.${randomUUID().slice(0, 8)}.part`);
  try {
    await saveNew(copyTo, part);
    // A power cut must leave one of the two files.
    await syncFile(part);
    await replaceFile(part, path, systemClock);
  } catch (error) {
    await rm(part, { force: true }).catch(() => undefined);
    throw error;
  }
}

/** Copies to an unused path. @throws `EEXIST` if there is a file, which is not touched */
export async function saveNew(copyTo: CopyTo, path: string): Promise<void> {
  await copyTo(path);
  await chmod(path, OWN_MODE);
}
