import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { copyHashed, demandSha256 } from '../hashedCopy.ts';

import { safeFileName } from '../safeName.ts';
import { archiveFormat } from '../unpack/archiveFormat.ts';
import { ArchiveFault } from '../unpack/fault.ts';
import { unpack } from '../unpack/unpack.ts';
import type { UnpackOptions } from '../unpack/unpack.ts';
import type { InstallRequest } from './installed.ts';

/**
 * Unpacks or copies the asset into a new directory, and only if the bytes have the asset's digest.
 * @throws EngineError as `unpack` does
 */
export async function writeContent(
  { file, asset: { name, sha256 }, signal, limits }: InstallRequest,
  content: string,
  options: Pick<UnpackOptions, 'clock' | 'onCleaning'>,
): Promise<void> {
  if (!isPlainFile(name)) {
    await unpack(file, name, content, { ...options, sha256, signal, limits, stripTop: true });
    return;
  }
  await mkdir(content);
  const copy = await copyHashed(file, path.join(content, safeFileName(name)), signal);
  demandSha256(name, sha256, copy.sha256);
}

/** Whether the asset is one file rather than an archive of files. */
export function isSingleFile(name: string): boolean {
  return formatOf(name)?.container === 'file';
}

/** Whether the asset is installed byte for byte. */
export function isPlainFile(name: string): boolean {
  return isSingleFile(name) && formatOf(name)?.compression === 'none';
}

function formatOf(name: string): ReturnType<typeof archiveFormat> | undefined {
  try {
    return archiveFormat(name);
  } catch (error) {
    if (error instanceof ArchiveFault) return undefined;
    throw error;
  }
}
