import { ageMs } from '../age.ts';
import { isEngineError } from '../errors.ts';
import { recordKey } from '../model.ts';
import type { Asset } from '../model.ts';
import type { AssetRecord, AssetStore, Clock, Log } from '../ports.ts';
import type { BlobStore } from './blobStore.ts';
import type { CachedAsset, DownloadRequest, FindOptions } from './downloadRequest.ts';
import { TOUCH_MS } from './eviction.ts';
import { claimOf, isRecordOf } from './claims.ts';
import type { CachedFileVerifier } from './cachedFileVerifier.ts';

interface HitsOptions {
  readonly store: AssetStore;
  readonly blobs: BlobStore;
  readonly verifier: CachedFileVerifier;
  readonly clock: Clock;
  readonly log: Log;
  /** Called after a record changed. */
  readonly onChanged: () => void;
}

/** Looks for files that are on disk already. */
export class Hits {
  readonly #options: HitsOptions;

  constructor(options: HitsOptions) {
    this.#options = options;
  }

  /** See `DownloadCache.find`. */
  async find(asset: Asset, options: FindOptions): Promise<CachedAsset | undefined> {
    return this.use(await this.#options.store.find(recordKey(asset)), asset, options);
  }

  /** The same with a record that was just read. */
  async use(
    record: AssetRecord | undefined,
    asset: Asset,
    { expected, signal }: FindOptions,
  ): Promise<CachedAsset | undefined> {
    const { verifier, blobs } = this.#options;
    if (!record || !isRecordOf(record, asset, expected)) return undefined;
    // Done before the check, so that from now on no other window evicts the file.
    await this.#touch(record);
    if (!(await verifier.isIntact(record, signal))) return undefined;
    return { record, path: blobs.path(record.sha256), fromCache: true };
  }

  /**
   * Returns the bytes that are here only because a lock or a caller named them, if the release confirms them now.
   * `undefined` if it does not, or disagrees: then the file must be fetched. Rejects with the signal's reason on abort.
   * @throws EngineError `storage`, and what the evidence source throws
   */
  async confirmClaim(record: AssetRecord | undefined, request: DownloadRequest): Promise<CachedAsset | undefined> {
    const { asset, expected, signal } = request;
    const claimed = record && claimOf(record);
    const found = claimed && (await this.use(record, asset, { expected: claimed, signal }));
    if (!found) return undefined;
    try {
      const confirmed = await this.#options.verifier.recheck(found, { ...request, reuse: 'nothing' });
      if (confirmed !== found) this.#options.onChanged();
      return isRecordOf(confirmed.record, asset, expected) ? confirmed : undefined;
    } catch (error) {
      if (isEngineError(error, 'integrity')) return undefined;
      throw error;
    }
  }

  /** A read-only cache still serves hits. */
  async #touch({ key, usedAt }: AssetRecord): Promise<void> {
    const { store, clock, log } = this.#options;
    const now = clock.now();
    if (ageMs(now, usedAt) < TOUCH_MS) return;
    await store.touch(key, now).catch((error: unknown) => log.warn(`could not record the use: ${String(error)}`));
  }
}
