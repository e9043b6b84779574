import { randomUUID } from 'node:crypto';
import type { Stats } from 'node:fs';
import { chmod, mkdir, readdir, rename, rm, stat, utimes } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type * as vscode from 'vscode';
import { fileDigest, plainFileName } from '../../engine/index.ts';
import type { AssetRecord, CopyTo } from '../../engine/index.ts';
import { logFailureOf } from '../inBackground.ts';
import type { Services } from '../services.ts';

/**
 * Cached files under names for people and programs: `cache-v1/files/<key>/<plain name>`. A blob is named by its digest and
 * must never change, so nothing opens, reveals or copies its path; only the API returns it, for other extensions to read. The
 * path of a copy may be pasted into shells and passed to models, so its name holds no characters that are special to these. The copy is read-only, shares the blob's blocks if the file system
 * can do that (APFS, Btrfs, XFS, ReFS), is made on first use, and is removed with the record.
 */
const roomOf = (directory: string): string => join(directory, 'cache-v1', 'files');

/** File systems store times with different precision. */
const TIME_SLACK_MS = 2000;

/** The file system's facts about each copy when its bytes were last compared with their digest, by path. */
const compared = new Map<string, string>();

/** The path of the named copy. Makes it if there is none or if it does not hold the record's bytes. */
export async function namedFile(directory: string, record: AssetRecord, copyTo: CopyTo): Promise<string> {
  const path = join(roomOf(directory), record.key, plainFileName(record.name));
  if (await isAsMade(path, record)) return path;
  await mkdir(dirname(path), { recursive: true });
  const part = `${path}.${randomUUID().slice(0, 8)}.part`;
  try {
    await copyTo(part);
    // Its time marks which bytes it holds, as those of a record can be replaced by newer ones.
    await utimes(part, record.storedAt / 1000, record.storedAt / 1000);
    await chmod(part, 0o444);
    // Windows does not rename over a read-only file.
    await rm(path, { force: true });
    await rename(part, path);
  } catch (error) {
    await rm(part, { force: true });
    throw error;
  }
  compared.set(path, marks(await stat(path)));
  return path;
}

/** Its bytes are read once in each window, and again if the file system reports any change. */
async function isAsMade(path: string, { sha256, sizeBytes, storedAt }: AssetRecord): Promise<boolean> {
  const found = await stat(path).catch(() => undefined);
  if (found?.size !== sizeBytes || Math.abs(found.mtimeMs - storedAt) >= TIME_SLACK_MS) return false;
  if (compared.get(path) === marks(found)) return true;
  if ((await fileDigest(path)).sha256 !== sha256) return false;
  compared.set(path, marks(found));
  return true;
}

/** Programs cannot set the change time. */
function marks({ ino, size, mtimeMs, ctimeMs }: Stats): string {
  return [ino, size, mtimeMs, ctimeMs].join(' ');
}

/** Removes the copies of records that are gone. A copy that cannot be removed now is tried again next time. */
export async function sweepNamedFiles(directory: string, isKept: (key: string) => boolean): Promise<void> {
  const keys = await readdir(roomOf(directory)).catch(() => []);
  for (const key of keys.filter((name) => !isKept(name))) {
    await rm(join(roomOf(directory), key), { recursive: true, force: true }).catch(() => undefined);
  }
}

/** Removes the copy of a file as soon as its record is gone, whoever removed that. */
export function removeCopiesWithRecords({
  records,
  engine,
  log,
}: Pick<Services, 'records' | 'engine' | 'log'>): vscode.Disposable {
  return records.onDidChange((keys) => {
    const gone = new Set(keys.filter((key) => !records.get(key)));
    if (gone.size > 0)
      logFailureOf(
        log,
        sweepNamedFiles(engine.directory, (key) => !gone.has(key)),
      );
  });
}
