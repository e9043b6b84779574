import { isEngineError } from '../errors.ts';
import type { EngineError } from '../errors.ts';
import type { Holding, HttpClientOptions } from '../http/httpClient.ts';
import type { AssetRecord } from '../ports.ts';
import type { MirrorAddress } from './mirrorAddress.ts';
import { MirrorHealth } from './health.ts';
import { mirrorHoldKey } from './mirrors.ts';
import type { MirrorPorts } from './mirrors.ts';
import { uploadTo } from './upload.ts';

/** A file of the cache. */
interface Shared {
  /** False when it was fetched for this run. */
  readonly fromCache: boolean;
  /** The mirror that it was fetched from for this run. */
  readonly mirror?: string | undefined;
  readonly record: AssetRecord;
  readonly path: string;
}

interface UploadOptions {
  /** Whether readers of the mirrors may see files that need a token. @default false */
  readonly isPrivate?: boolean | undefined;
  readonly signal: AbortSignal;
}

/**
 * The outcome for one file at one mirror. `withheld`: it may have needed a token, and the mirror is not private. `skipped`:
 * the mirror had failed too often.
 */
export interface UploadResult {
  readonly name: string;
  readonly mirror: string;
  readonly state: 'sent' | 'present' | 'withheld' | 'failed' | 'skipped';
  readonly error?: EngineError | undefined;
}

export interface Uploads {
  /**
   * Uploads files that the mirrors lack. Waits for a mirror that asks for fewer requests, as long as for any rate limit. A
   * mirror that failed for three files in a row is not tried again. Unless the mirrors are private, files of an instance
   * that a token is sent to are withheld, and so are those of earlier runs, which may have had a token, that the instance
   * does not list now.
   * @returns a result for each file and mirror; rejects with the signal's reason on abort and nothing else
   */
  upload(files: readonly Shared[], options: UploadOptions): Promise<readonly UploadResult[]>;
}

interface UploadsParts {
  readonly ports: MirrorPorts;
  readonly token: (instance: string) => Promise<string | undefined>;
  /** Whether the instance lists the file now; false where that cannot be known. Rejects with the signal's reason. */
  readonly isListed: (file: AssetRecord, signal: AbortSignal) => Promise<boolean>;
  readonly http: HttpClientOptions;
  /** Where requests wait while a mirror asks for it. */
  readonly holding: Omit<Holding, 'keyOf'>;
}

export function createUploads({ ports, token, isListed, holding, ...parts }: UploadsParts): Uploads {
  const http = { ...parts.http, holding: { ...holding, keyOf: mirrorHoldKey } };
  const health = new MirrorHealth(http.clock);
  const isPublic = async ({ record, fromCache, mirror }: Shared, signal: AbortSignal): Promise<boolean> => {
    if ((await token(record.instance)) !== undefined) return false;
    return (!fromCache && mirror === undefined) || isListed(record, signal);
  };
  const one = async (mirror: MirrorAddress, file: Shared, options: UploadOptions): Promise<UploadResult> => {
    const { isPrivate = false, signal } = options;
    const about = { name: file.record.name, mirror: mirror.name };
    const mayGive = (): Promise<boolean> => (isPrivate ? Promise.resolve(true) : isPublic(file, signal));
    try {
      const authorization = await ports.authorization(mirror);
      const state = await uploadTo(
        mirror,
        { ...file.record, path: file.path },
        { http, authorization, mayGive, signal },
      );
      health.answered(mirror.template);
      return { ...about, state };
    } catch (error) {
      signal.throwIfAborted();
      if (!isEngineError(error)) throw error;
      if (!error.is('integrity')) health.failed(mirror.template);
      return { ...about, state: 'failed', error };
    }
  };
  return {
    upload: async (files, options) => {
      const results: UploadResult[] = [];
      for (const mirror of ports.list()) {
        for (const file of files) {
          const isSkipped = health.isResting(mirror.template);
          const { name } = file.record;
          results.push(isSkipped ? { name, mirror: mirror.name, state: 'skipped' } : await one(mirror, file, options));
        }
      }
      return results;
    },
  };
}
