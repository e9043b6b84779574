import type { Expected } from '../evidence.ts';
import type { Asset } from '../model.ts';
import type { AssetRecord, OpenBody } from '../ports.ts';
import type { EvidenceSource } from '../verify/evidenceSource.ts';
import type { OnProgress } from './progress.ts';

/** How a caller wants a file. It keeps this shape from there to the disk. */
export interface DownloadOptions {
  readonly signal?: AbortSignal | undefined;
  readonly onProgress?: OnProgress | undefined;
  /** Identifies the file beyond its listing. Any other file is refused. */
  readonly expected?: Expected | undefined;
}

export interface DownloadRequest extends DownloadOptions {
  readonly asset: Asset;
  readonly open: OpenBody;
  /** Where the evidence comes from; without it there is what the asset itself and the cache say. */
  readonly evidenceSource?: EvidenceSource | undefined;
  /** Whose slots and day it counts for. */
  readonly quotaOwner: string;
}

/** A file on disk that was checked on its way in. It stays for at least ten minutes, and for good if the user keeps it. Read only. */
export interface CachedAsset {
  readonly record: AssetRecord;
  readonly path: string;
  /** False when it was fetched for this call. */
  readonly fromCache: boolean;
}
