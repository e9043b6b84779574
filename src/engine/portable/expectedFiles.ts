import { join } from 'node:path';
import { onDisk } from '../disk.ts';
import { readLimitedText } from '../limitedFile.ts';
import type { Machine } from '../machine/platform.ts';
import type { Lock } from '../project/projectModel.ts';
import { isThere } from './exportPlace.ts';
import { lockedFiles } from './lockedFiles.ts';
import type { LockedFile } from './lockedFiles.ts';

/** A file to import. */
interface ExpectedFile extends LockedFile {
  readonly isThere: boolean;
}

/** Room for more files than any lock names. */
const MAX_LIST_BYTES = 16 * 1024 * 1024;

/**
 * The locked files that an export has, that its `SHA256SUMS` lists, or that the machine needs. An export may be for some
 * platforms only, so other files are not expected, unless there is none at all.
 * @throws EngineError `storage`
 */
export async function expectedFiles(
  place: string,
  lock: Lock,
  machine: Machine | undefined,
): Promise<readonly ExpectedFile[]> {
  const list = join(place, 'SHA256SUMS');
  const text = await onDisk(list, () => readLimitedText(list, MAX_LIST_BYTES));
  const lines = new Set(text?.split(/\r?\n/));
  const needed = new Set((machine ? lockedFiles(lock, { machine }) : []).map(({ sha256 }) => sha256));
  const all: ExpectedFile[] = [];
  for (const file of lockedFiles(lock, {}))
    all.push({ ...file, isThere: await isThere(join(place, 'cas', file.sha256)) });
  const expected = all.filter(
    ({ sha256, isThere: isHere }) => isHere || needed.has(sha256) || lines.has(`${sha256}  cas/${sha256}`),
  );
  return expected.length > 0 ? expected : all;
}
