import { readFile, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { BODY } from './content.ts';

export interface Leftovers {
  readonly kind: 'nothing' | 'file' | 'partial' | 'set aside' | 'several things';
  /** A description for people. */
  readonly text: string;
  /** Bytes that a later download can resume from. */
  readonly partialBytes: number;
  /** Files that must never be left behind. */
  readonly problems: readonly string[];
}

/** Lists the files in the cache's directory. Only the file, a resumable partial or a quarantined file may be there. */
export async function findLeftovers(directory: string): Promise<Leftovers> {
  const list = async (room: string): Promise<string[]> => {
    const entries = await readdir(join(directory, 'cache-v1', room), { withFileTypes: true, recursive: true }).catch(
      () => [],
    );
    return entries.filter((entry) => entry.isFile()).map(({ name, parentPath }) => join(parentPath, name));
  };
  const partials = await list('partials');
  const data = partials.filter((path) => path.endsWith('.data'));
  const problems = [
    ...(await list('leases')).map(() => 'a lease is left'),
    ...unpaired(partials).map(() => 'half a partial is left'),
  ];
  let partialBytes = 0;
  for (const path of data) {
    const bytes = await readFile(path);
    partialBytes = Math.max(partialBytes, bytes.length);
    if (bytes.length === 0) problems.push('an empty partial is left');
    if (!bytes.equals(BODY.subarray(0, bytes.length))) problems.push('a partial is not the beginning of the file');
  }
  const found = [
    ...data.map(() => ['partial', `partial of ${partialBytes} B`] as const),
    ...(await list('blobs')).map(() => ['file', 'file'] as const),
    ...(await list('aside')).map(() => ['set aside', 'set aside'] as const),
  ];
  const text = found.map((entry) => entry[1]).join(' + ') || 'nothing';
  const kind = found.length > 1 ? 'several things' : (found[0]?.[0] ?? 'nothing');
  return { kind, text, partialBytes, problems };
}

/** Files of a pair whose other half is missing. */
function unpaired(paths: readonly string[]): readonly string[] {
  const stems = paths.map((path) => path.replace(/\.(data|json)$/, ''));
  return stems.filter((stem) => stems.indexOf(stem) === stems.lastIndexOf(stem));
}
