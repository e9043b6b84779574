import type { Expected } from '../evidence.ts';
import type { Asset } from '../model.ts';
import type { AssetRecord, ByteSource, MirrorSource, OpenBody } from '../ports.ts';
import type { EvidenceSource } from '../verify/evidenceRequest.ts';
import type { OnProgress } from './progress.ts';

/** How a caller wants a file. */
export interface DownloadOptions {
  readonly signal?: AbortSignal | undefined;
  readonly onProgress?: OnProgress | undefined;
  /** Identifies the file beyond its listing. Any other file is refused. */
  readonly expected?: Expected | undefined;
}

export type FindOptions = Pick<DownloadOptions, 'expected' | 'signal'>;

/** Where a file is published. */
interface Origin extends ByteSource {
  /** Like `open`, but without checking that the release lists the file. Only for locked bytes; absent where that is required. */
  readonly openLocked?: OpenBody | undefined;
}

export interface DownloadRequest extends DownloadOptions {
  readonly asset: Asset;
  /** Where the file is published; `undefined` if only mirrors may be asked. */
  readonly origin: Origin | undefined;
  /** The mirrors to ask for these bytes before the origin, in order. @default none */
  readonly mirrors?: ((sha256: string) => readonly MirrorSource[]) | undefined;
  /** The source of evidence; without it, only the asset itself and the cache count. */
  readonly evidenceSource?: EvidenceSource | undefined;
}

/**
 * A file on disk that was checked on its way in. It stays for at least ten minutes, and for good if the user keeps it. Read
 * only.
 */
export interface CachedAsset {
  readonly record: AssetRecord;
  readonly path: string;
  /** False when it was fetched for this call. */
  readonly fromCache: boolean;
  /** The mirror that it was fetched from for this call. */
  readonly mirror?: string | undefined;
}
