import { archiveFormat } from '../unpack/archiveFormat.ts';
import { ArchiveFault } from '../unpack/fault.ts';

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
