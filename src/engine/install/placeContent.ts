import { constants, copyFile, mkdir, rm } from 'node:fs/promises';
import path from 'node:path';
import type { Clock } from '../ports.ts';
import { safeFileName } from '../safeName.ts';
import { archiveFormat } from '../unpack/archiveFormat.ts';
import { ArchiveFault } from '../unpack/fault.ts';
import { unpack } from '../unpack/unpack.ts';
import type { InstallRequest } from './installed.ts';

/** Puts what the asset holds into a directory that does not exist yet. @throws EngineError as `unpack` does */
export async function placeContent(
  { file, asset: { name }, signal, limits }: InstallRequest,
  content: string,
  clock: Clock,
): Promise<void> {
  if (isPlainFile(name) && (await cloneFile(file, path.join(content, safeFileName(name))))) return;
  await unpack(file, name, content, { clock, stripTop: true, ...(signal && { signal }), ...(limits && { limits }) });
}

/** Whether the asset is one file and not an archive of files. */
export function isSingleFile(name: string): boolean {
  return formatOf(name)?.container === 'file';
}

function isPlainFile(name: string): boolean {
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

/**
 * A copy that shares its blocks with the original until one of them is written to: at once, whatever the size. Where the
 * file system cannot, nothing is there, and the bytes are copied as any other content, which can be stopped.
 */
async function cloneFile(from: string, to: string): Promise<boolean> {
  await mkdir(path.dirname(to));
  try {
    await copyFile(from, to, constants.COPYFILE_FICLONE_FORCE | constants.COPYFILE_EXCL);
    return true;
  } catch {
    await rm(path.dirname(to), { recursive: true, force: true });
    return false;
  }
}
