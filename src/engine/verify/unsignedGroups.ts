import type { FileOfRelease } from './checksumFiles.ts';
import { isRun, groupOf } from './fileGroup.ts';
import type { Gathered } from './gather.ts';
import { signatureNames } from './signatureFiles.ts';

/** Enough files to see what a publisher signs; a release may have thousands. */
const MAX_FILES = 500;
/** Lists of that many files are shorter than this. */
const MAX_LIST_BYTES = 64 * 1024;

/**
 * The sorts of files to run that a release leaves unsigned: they have no signature file, and no signed list names them.
 * Empty if the lists are too long to read.
 */
export function unsignedGroups(
  files: readonly FileOfRelease[],
  { checksums }: Gathered<FileOfRelease>,
): readonly string[] {
  const names = new Set(files.map(({ name }) => name));
  const lists = checksums.flatMap(({ fetched, result, signatures }) =>
    fetched.ok && result?.ok && (result.embedded || result.bundles || signatures.length > 0) ? [fetched.bytes] : [],
  );
  if (lists.reduce((sum, { length }) => sum + length, 0) > MAX_LIST_BYTES) return [];
  const listed = new Set(lists.flatMap(wordsIn));
  const unsigned = files
    .slice(0, MAX_FILES)
    .filter(({ name }) => isRun(name) && !listed.has(name) && !signatureNames(name).some((one) => names.has(one)));
  return [...new Set(unsigned.map(({ name }) => groupOf(name)))].sort();
}

/** File names are surrounded by spaces, brackets or slashes, whatever the format of the list. */
function wordsIn(list: Uint8Array): readonly string[] {
  return Buffer.from(list)
    .toString('utf8')
    .split(/[\s()*/\\]+/);
}
