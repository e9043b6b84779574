import { foldCase } from '../model.ts';
import type { Asset } from '../model.ts';
import { readTag, versionInTag } from '../versions/readTag.ts';
import { versionRemover } from '../versions/versionInName.ts';

/**
 * One file through all versions: its name without the version number. Other numbers stay: `win32` and `win64`, `python3.11`
 * and `python3.12` are different files. A tag without a number removes nothing, because the uploader chooses it.
 */
export function versionlessName({ version, name }: Pick<Asset, 'version' | 'name'>): string {
  const tag = version.toLowerCase();
  // The 64 in it is never a version, whatever the tag.
  const lower = name.toLowerCase().replaceAll(/x86[-_.]64/g, 'x64');
  if (!readTag(tag)) return lower;
  const bare = versionRemover(tag)(lower);
  // Files of v1.2 are often called 1.2.0.
  return bare === lower ? versionRemover(`${versionInTag(tag)}.0`)(lower) : bare;
}

/** Identifies a file within a version: the registry ignores the case of names. */
export function foldedName({ storage, name }: Pick<Asset, 'storage' | 'name'>): string {
  return storage === 'packageFile' ? foldCase(name) : name;
}
