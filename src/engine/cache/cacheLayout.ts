import { join } from 'node:path';
import { cacheRoot } from '../disk.ts';

/** Where things are below the cache directory. Nothing in these names comes from a server: keys and digests are hex. */
export interface CacheLayout {
  readonly root: string;
  readonly blobs: string;
  readonly partials: string;
  readonly leases: string;
  /** Which servers asked to wait. */
  readonly holds: string;
  /** Checksum and signature files that were read. */
  readonly evidence: string;
  /** Checksum and signature files that came with imported files, in the layout of an export: from an untrusted place. */
  readonly imported: string;
  readonly importedIndexes: string;
  readonly importedFiles: string;
  /** Bytes that failed a check, kept for inspection. The directory is called `aside` on disk. */
  readonly quarantine: string;
  /** Since when a blob has had no record. */
  readonly unclaimed: string;
  /** A file, see `SweepMark`. */
  readonly swept: string;
}

export function layoutOf(directory: string): CacheLayout {
  const root = cacheRoot(directory);
  return {
    root,
    blobs: join(root, 'blobs', 'sha256'),
    partials: join(root, 'partials'),
    leases: join(root, 'leases'),
    holds: join(root, 'holds'),
    evidence: join(root, 'evidence'),
    imported: join(root, 'imported'),
    importedIndexes: join(root, 'imported', 'evidence'),
    importedFiles: join(root, 'imported', 'evidence', 'files'),
    quarantine: join(root, 'aside'),
    unclaimed: join(root, 'unclaimed'),
    swept: join(root, 'swept'),
  };
}

export function blobPath(layout: CacheLayout, sha256: string): string {
  return join(layout.blobs, sha256.slice(0, 2), sha256);
}
