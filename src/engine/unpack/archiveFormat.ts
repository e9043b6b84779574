import { ArchiveFault } from './fault.ts';

export type Compression = 'none' | 'gz' | 'xz' | 'zst' | 'bz2';

export interface ArchiveFormat {
  readonly container: 'zip' | 'tar' | 'file';
  readonly compression: Compression;
  /** The file name without the extension of the format. */
  readonly stem: string;
}

type Known = readonly [ending: RegExp, container: ArchiveFormat['container'], compression: Compression];

const KNOWN: readonly Known[] = [
  [/\.zip$/i, 'zip', 'none'],
  [/\.tar$/i, 'tar', 'none'],
  [/\.(tar\.gz|tgz)$/i, 'tar', 'gz'],
  [/\.(tar\.xz|txz)$/i, 'tar', 'xz'],
  [/\.(tar\.zstd?|tzst)$/i, 'tar', 'zst'],
  [/\.(tar\.bz2?|tbz2?)$/i, 'tar', 'bz2'],
  [/\.gz$/i, 'file', 'gz'],
  [/\.xz$/i, 'file', 'xz'],
  [/\.zstd?$/i, 'file', 'zst'],
  [/\.bz2$/i, 'file', 'bz2'],
];

/** Archives, images and installers that are not unpacked here. Anything else is treated as a plain program. */
const UNSUPPORTED = /\.(7z|rar|dmg|iso|cab|msi|pkg|deb|rpm|cpio|lz|lzma|lz4|br|z)$/i;

/**
 * How to read a file of that name. The name decides and the bytes must agree: a file that two programs would open
 * differently is not opened.
 * @throws ArchiveFault `unsupported`
 */
export function archiveFormat(name: string): ArchiveFormat {
  if (UNSUPPORTED.test(name)) throw new ArchiveFault('unsupported', 'a format that is not unpacked');
  for (const [ending, container, compression] of KNOWN) {
    if (ending.test(name)) return { container, compression, stem: name.replace(ending, '') };
  }
  return { container: 'file', compression: 'none', stem: name };
}
