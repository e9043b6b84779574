import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { copyHashed, assertSha256 } from '../hashedCopy.ts';
import { safeFileName } from '../safeName.ts';
import { unpack } from '../unpack/unpack.ts';
import type { UnpackOptions } from '../unpack/unpack.ts';
import type { InstallRequest } from './installed.ts';
import { isPlainFile } from './singleFile.ts';

/** The facts about a written file. */
export interface WrittenFile {
  readonly sha256: string;
  readonly sizeBytes: number;
}

/**
 * Unpacks or copies the asset into a new directory, and only if the bytes have the asset's digest.
 * @returns the files that were hashed while they were written, by their paths with `/`; programs need not be read again
 * @throws EngineError as `unpack` does
 */
export async function writeContent(
  { file, asset: { name, sha256 }, signal, limits }: InstallRequest,
  content: string,
  options: Pick<UnpackOptions, 'clock' | 'onCleaning'>,
): Promise<ReadonlyMap<string, WrittenFile>> {
  if (!isPlainFile(name)) {
    const how = { ...options, sha256, signal, limits, stripTop: true, hashExecutables: true };
    const { files } = await unpack(file, name, content, how);
    return new Map(
      files.flatMap((one) => (one.sha256 === undefined ? [] : [[one.path, { ...one, sha256: one.sha256 }]])),
    );
  }
  await mkdir(content);
  const at = safeFileName(name);
  const copy = await copyHashed(file, path.join(content, at), signal);
  assertSha256(name, sha256, copy.sha256);
  return new Map([[at, copy]]);
}
