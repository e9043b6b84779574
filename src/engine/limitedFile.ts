import { constants } from 'node:fs';
import type { Stats } from 'node:fs';
import type { FileHandle } from 'node:fs/promises';
import { ifThere, notUnderstood, openExisting } from './disk.ts';

/** `notFile`: a device or a pipe, which may have no end or never begin. */
type LimitedFile =
  | { readonly ok: true; readonly bytes: Buffer; readonly stats: Stats }
  | { readonly ok: false; readonly reason: 'notFile' | 'tooLarge' };

/** Opening a pipe without a writer would block otherwise. Windows has neither flag. */
const FLAGS = constants.O_RDONLY | (constants.O_NONBLOCK ?? 0) | (constants.O_NOCTTY ?? 0);
const CHUNK_BYTES = 64 * 1024;

/**
 * Reads a file that others may have placed, following links: at most `limitBytes` plus one byte, and only from a regular
 * file. Returns `undefined` if there is none. Rejects with the system's error, EISDIR for a directory.
 */
export async function readLimited(path: string, limitBytes: number): Promise<LimitedFile | undefined> {
  const file = await ifThere(() => openExisting(path, FLAGS));
  if (!file) return undefined;
  try {
    const stats = await file.stat();
    if (!stats.isFile() && !stats.isDirectory()) return { ok: false, reason: 'notFile' };
    const isLarger = stats.isFile() && stats.size > limitBytes;
    const bytes = isLarger ? undefined : await readUpTo(file, stats.size, limitBytes);
    return bytes ? { ok: true, bytes, stats } : { ok: false, reason: 'tooLarge' };
  } finally {
    await file.close();
  }
}

/** Reads the file as text. @throws EngineError `storage` if it is too large or not a file, and the system's error */
export async function readLimitedText(path: string, limitBytes: number): Promise<string | undefined> {
  const file = await readLimited(path, limitBytes);
  if (!file) return undefined;
  if (!file.ok) throw notUnderstood(path);
  return file.bytes.toString('utf8');
}

/** `undefined` if it exceeds the limit: a file may grow while it is read, and some report no size. */
async function readUpTo(file: FileHandle, expectedBytes: number, limitBytes: number): Promise<Buffer | undefined> {
  const chunks: Buffer[] = [];
  let [sizeBytes, room] = [0, Math.min(expectedBytes, limitBytes) + 1];
  for (;;) {
    const { bytesRead, buffer } = await file.read(Buffer.allocUnsafe(room), 0, room, null);
    if (bytesRead === 0) return Buffer.concat(chunks, sizeBytes);
    chunks.push(buffer.subarray(0, bytesRead));
    sizeBytes += bytesRead;
    if (sizeBytes > limitBytes) return undefined;
    // The buffer had space left, so this is the end. Saves a call for each of thousands of records.
    if (sizeBytes === expectedBytes && bytesRead < room) return Buffer.concat(chunks, sizeBytes);
    room = Math.min(CHUNK_BYTES, limitBytes + 1 - sizeBytes);
  }
}
