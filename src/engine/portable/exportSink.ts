import type { UploadFile } from '../mirror/upload.ts';

export interface CopyOptions {
  readonly signal: AbortSignal;
  /** Called with the number of bytes written since the last call. */
  readonly onBytes: (count: number) => void;
}

/** Where exported files go: a directory or a tar file. Names have slashes between their parts. */
export interface ExportSink {
  /** @throws EngineError `integrity` if the file changed on disk; `storage`; the signal's reason */
  readonly copy: (name: string, file: UploadFile, options: CopyOptions) => Promise<void>;
  /** @throws EngineError `storage` */
  readonly write: (name: string, content: string | Uint8Array) => Promise<void>;
  /** Digests of files in `cas` from earlier exports. @throws EngineError `storage` */
  readonly earlier: () => Promise<readonly string[]>;
  /** Publishes the result, if it appears all at once. @throws EngineError `storage` */
  readonly finish: () => Promise<void>;
  /** Removes an unfinished export. Never rejects. */
  readonly discard: () => Promise<void>;
}
