import { statfs } from 'node:fs/promises';
import { EngineError } from '../errors.ts';

/** Fewer bytes are not worth a check. */
const LARGE_BYTES = 16 * 1024 * 1024;
/** How much of a disk a download of unknown size leaves free: a twentieth of it, at most this. */
const MAX_RESERVE_BYTES = 1024 ** 3;
const RESERVED = 0.05;

/**
 * Checks that the volume of this file has room for `bytes` more. Where the free space is unknown, writing will show. Call it
 * before any request. @throws EngineError `storage` with the bytes needed
 */
export async function requireSpace(path: string, neededBytes: number): Promise<void> {
  if (neededBytes < LARGE_BYTES) return;
  const volume = await volumeOf(path);
  if (!volume || volume.freeBytes >= neededBytes) return;
  const message = `${neededBytes} bytes are needed at ${path}, ${volume.freeBytes} are free`;
  throw new EngineError('storage', message, { reason: 'ENOSPC', path, neededBytes });
}

/**
 * Watches the free space for a file of unknown final size. Call the returned function with the size so far; it checks every
 * 16 MiB.
 * @throws EngineError `storage` while some room is still left for others
 */
export function watchSpace(path: string): (sizeBytes: number) => Promise<void> {
  let lookedAtBytes = 0;
  return async (sizeBytes) => {
    if (sizeBytes - lookedAtBytes < LARGE_BYTES) return;
    lookedAtBytes = sizeBytes;
    const volume = await volumeOf(path);
    if (!volume) return;
    const reserveBytes = Math.min(MAX_RESERVE_BYTES, volume.totalBytes * RESERVED);
    if (volume.freeBytes >= reserveBytes) return;
    const message = `only ${volume.freeBytes} bytes are left at ${path} for a file of unknown size`;
    throw new EngineError('storage', message, { reason: 'ENOSPC', path });
  };
}

/** `undefined` if unknown: some network volumes report no space at all. */
async function volumeOf(path: string): Promise<{ freeBytes: number; totalBytes: number } | undefined> {
  const volume = await statfs(path).catch(() => undefined);
  if (!volume || volume.bavail === 0) return undefined;
  return { freeBytes: volume.bavail * volume.bsize, totalBytes: volume.blocks * volume.bsize };
}
