import { constants } from 'node:fs';
import { open, stat } from 'node:fs/promises';
import type { FileHandle } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { errnoOf, ifThere } from '../disk.ts';
import { EngineError } from '../errors.ts';
import type { OpenBody } from '../ports.ts';
import { addressOf } from './mirrorAddress.ts';
import type { MirrorAddress } from './mirrorAddress.ts';

/** A link is not followed, and a pipe without a writer does not block. Windows has none of these flags. */
const FLAGS =
  constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0) | (constants.O_NOCTTY ?? 0);
const CHUNK_BYTES = 256 * 1024;

/** The bytes of a digest in a directory, such as one that was exported to. Only regular files count. */
export function fileMirror(mirror: MirrorAddress, sha256: string): OpenBody {
  return async (range, signal) => {
    signal.throwIfAborted();
    const file = await openRegular(mirror, sha256);
    try {
      const { size: sizeBytes } = await file.stat();
      // A directory has no validators, so a part with a validator came from another place.
      const continues = range && range.validator === undefined && range.offsetBytes < sizeBytes;
      const offsetBytes = continues ? range.offsetBytes : 0;
      const close = (): void => void file.close().catch(() => undefined);
      const body = read(file, { offsetBytes, sizeBytes, host: mirror.name, signal });
      return { offsetBytes, sizeBytes, validator: undefined, body, discard: close };
    } catch (error) {
      await file.close();
      throw error;
    }
  };
}

/** @throws EngineError `notFound`; `network` with the system's reason for a file that cannot be read */
async function openRegular(mirror: MirrorAddress, sha256: string): Promise<FileHandle> {
  const path = fileURLToPath(addressOf(mirror, sha256));
  const { name: host } = mirror;
  let file: FileHandle | undefined;
  try {
    file = await open(path, FLAGS);
    if ((await file.stat()).isFile()) return file;
  } catch (error) {
    await file?.close();
    const reason = errnoOf(error);
    if (reason === undefined) throw error;
    if (reason !== 'ENOENT') throw unreadable(host, reason, error);
    // A drive that is not mounted says nothing about a single file.
    if (!(await ifThere(() => stat(host)))) throw unreadable(host, reason, error);
    throw new EngineError('notFound', `${host} does not have ${sha256}`, { host, what: 'asset', name: sha256 });
  }
  await file.close();
  throw unreadable(host, 'ENOTFILE');
}

function unreadable(host: string, reason: string, cause?: unknown): EngineError {
  return new EngineError('network', `a file in ${host} cannot be read: ${reason}`, { host, reason }, { cause });
}

interface Reading {
  readonly offsetBytes: number;
  readonly sizeBytes: number;
  readonly host: string;
  readonly signal: AbortSignal;
}

/** Ends where the file ended when it was opened, however it grows. */
async function* read(file: FileHandle, { offsetBytes, sizeBytes, host, signal }: Reading): AsyncGenerator<Uint8Array> {
  try {
    for (let at = offsetBytes; at < sizeBytes;) {
      signal.throwIfAborted();
      const length = Math.min(CHUNK_BYTES, sizeBytes - at);
      const { bytesRead, buffer } = await file.read(Buffer.allocUnsafeSlow(length), 0, length, at);
      if (bytesRead === 0) return;
      at += bytesRead;
      yield buffer.subarray(0, bytesRead);
    }
  } catch (error) {
    const reason = errnoOf(error);
    throw reason === undefined ? error : unreadable(host, reason, error);
  } finally {
    await file.close().catch(() => undefined);
  }
}
