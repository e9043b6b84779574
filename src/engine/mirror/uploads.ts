import { isEngineError } from '../errors.ts';
import type { EngineError } from '../errors.ts';
import type { HttpClientOptions } from '../http/httpClient.ts';
import type { AssetRecord } from '../ports.ts';
import type { MirrorAddress } from './address.ts';
import { MirrorHealth } from './health.ts';
import type { MirrorPorts } from './mirrors.ts';
import { uploadTo } from './upload.ts';

/** A file of the cache. */
interface Shared {
  readonly record: Pick<AssetRecord, 'name' | 'instance' | 'sha256'>;
  readonly path: string;
}

interface UploadOptions {
  /** Whether everybody who can read from the mirrors may see what only a token shows. @default false */
  readonly isPrivate?: boolean | undefined;
  readonly signal: AbortSignal;
}

/** What became of one file at one mirror. `withheld`: it may have needed a token, and the mirror is not private. */
export interface UploadResult {
  readonly name: string;
  readonly mirror: string;
  readonly state: 'sent' | 'present' | 'withheld' | 'failed';
  readonly error?: EngineError | undefined;
}

export interface Uploads {
  /**
   * Gives the mirrors files that they do not have. A mirror that failed three times in a row is not tried again. Files of an
   * instance that a token is sent to are withheld unless the mirrors are private.
   * @returns a result for each file and mirror that was tried; rejects with the signal's reason on abort and nothing else
   */
  upload(files: readonly Shared[], options: UploadOptions): Promise<readonly UploadResult[]>;
}

interface UploadsParts {
  readonly ports: MirrorPorts;
  readonly token: (instance: string) => Promise<string | undefined>;
  readonly http: HttpClientOptions;
}

export function createUploads({ ports, token, http }: UploadsParts): Uploads {
  const health = new MirrorHealth(http.clock);
  const one = async (mirror: MirrorAddress, file: Shared, options: UploadOptions): Promise<UploadResult> => {
    const { isPrivate = false, signal } = options;
    const { instance, name } = file.record;
    const about = { name, mirror: mirror.name };
    if (!isPrivate && (await token(instance)) !== undefined) return { ...about, state: 'withheld' };
    try {
      const authorization = await ports.authorization(mirror);
      const state = await uploadTo(mirror, { ...file.record, path: file.path }, { http, authorization, signal });
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
          if (!health.isResting(mirror.template)) results.push(await one(mirror, file, options));
        }
      }
      return results;
    },
  };
}
