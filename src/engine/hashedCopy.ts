import { createHash } from 'node:crypto';
import { constants, copyFile, open, rm } from 'node:fs/promises';
import type { FileHandle } from 'node:fs/promises';
import { errnoOf, openExisting } from './disk.ts';
import { EngineError } from './errors.ts';
import { readAhead } from './readAhead.ts';

/** SHA-256 in hex, and the number of bytes. */
interface FileDigest {
  readonly sha256: string;
  readonly sizeBytes: number;
}

/** @throws what reading throws; the signal's reason */
export async function fileDigest(file: string, signal?: AbortSignal): Promise<FileDigest> {
  return readHashed(file, signal, () => Promise.resolve());
}

/**
 * Copies a file to an unused path and returns the digest of the copy, which shows changes made while copying. Shares blocks
 * with the original where the file system can, until one of them is written to. After a failure or an abort there is no
 * copy.
 * @throws what the file system throws; the signal's reason
 */
export async function copyHashed(from: string, to: string, signal?: AbortSignal): Promise<FileDigest> {
  signal?.throwIfAborted();
  const isCloned = await cloneFile(from, to);
  try {
    return isCloned ? await fileDigest(to, signal) : await copyBytes(from, to, signal);
  } catch (error) {
    // A file that another program put there is not ours to remove.
    if (errnoOf(error) !== 'EEXIST') await rm(to, { force: true }).catch(() => undefined);
    throw error;
  }
}

/** @throws EngineError `integrity` if the bytes on disk differ from those that were checked */
export function assertSha256(name: string, expected: string, actual: string): void {
  if (actual === expected) return;
  const facts = { what: 'sha256', expected, actual, source: 'remembered', sources: [] } as const;
  throw new EngineError('integrity', `${name} has ${actual} on disk, and had ${expected} when it was checked`, facts);
}

/** Whether cloning succeeded. If not, copying the bytes either works or reports the reason. */
async function cloneFile(from: string, to: string): Promise<boolean> {
  try {
    await copyFile(from, to, constants.COPYFILE_FICLONE_FORCE | constants.COPYFILE_EXCL);
    return true;
  } catch (error) {
    if (errnoOf(error) === 'EEXIST') throw error;
    return false;
  }
}

async function copyBytes(from: string, to: string, signal: AbortSignal | undefined): Promise<FileDigest> {
  const target = await open(to, 'wx');
  try {
    return await readHashed(from, signal, (chunk) => writeWhole(target, chunk));
  } finally {
    await target.close();
  }
}

/** Writes all of the bytes at the current position, however many calls that takes. */
export async function writeWhole(target: FileHandle, bytes: Uint8Array): Promise<void> {
  for (let written = 0; written < bytes.length;) written += (await target.write(bytes, written)).bytesWritten;
}

/**
 * Reads a file and passes each piece on, which is valid until `take` settles.
 * @throws what reading and `take` throw; the signal's reason
 */
export async function readHashed(
  file: string,
  signal: AbortSignal | undefined,
  take: (chunk: Buffer) => Promise<void>,
): Promise<FileDigest> {
  const digest = createHash('sha256');
  const handle = await openExisting(file);
  try {
    let sizeBytes = 0;
    signal?.throwIfAborted();
    for await (const piece of readAhead(handle)) {
      digest.update(piece);
      await take(piece);
      sizeBytes += piece.length;
      signal?.throwIfAborted();
    }
    return { sha256: digest.digest('hex'), sizeBytes };
  } finally {
    await handle.close();
  }
}
