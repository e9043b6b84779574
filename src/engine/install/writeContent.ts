import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { copyHashed, demandSha256 } from '../hashedCopy.ts';
import { safeFileName } from '../safeName.ts';
import { unpack } from '../unpack/unpack.ts';
import type { UnpackOptions } from '../unpack/unpack.ts';
import type { InstallRequest } from './installed.ts';
import { isPlainFile } from './singleFile.ts';

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
