import { statfs } from 'node:fs/promises';
import { EngineError } from '../errors.ts';

/** Less is not worth the look. */
const LARGE_BYTES = 16 * 1024 * 1024;

/**
 * Whether there is room for so many more bytes beside this file. Where that cannot be told, the writing will. To be asked
 * before anything is asked of the network. @throws EngineError `storage` with the bytes that are needed
 */
export async function requireSpace(path: string, neededBytes: number): Promise<void> {
  if (neededBytes < LARGE_BYTES) return;
  const volume = await statfs(path).catch(() => undefined);
  const freeBytes = volume && volume.bavail * volume.bsize;
  // Some network volumes say that they have nothing at all.
  if (!freeBytes || freeBytes >= neededBytes) return;
  const message = `${neededBytes} bytes are needed at ${path}, ${freeBytes} are free`;
  throw new EngineError('storage', message, { reason: 'ENOSPC', path, neededBytes });
}
