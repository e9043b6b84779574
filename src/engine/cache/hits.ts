import { ageMs } from '../age.ts';
import { recordKey } from '../model.ts';
import type { Asset } from '../model.ts';
import type { AssetRecord, AssetStore, Clock, Log } from '../ports.ts';
import type { BlobStore } from './blobStore.ts';
import { isRecordOf } from './downloadRequest.ts';
import type { CachedAsset, FindOptions } from './downloadRequest.ts';
import { TOUCH_MS } from './eviction.ts';
import type { Verifier } from './verifier.ts';

interface HitsOptions {
  readonly store: AssetStore;
  readonly blobs: BlobStore;
  readonly verifier: Verifier;
  readonly clock: Clock;
  readonly log: Log;
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
    // Before the look at the file: from then on no other window makes room with it.
    await this.#touch(record);
    if (!(await verifier.isIntact(record, signal))) return undefined;
    return { record, path: blobs.path(record.sha256), fromCache: true };
  }

  /** A hit stays a hit where nothing may be written. */
  async #touch({ key, usedAt }: AssetRecord): Promise<void> {
    const { store, clock, log } = this.#options;
    const now = clock.now();
    if (ageMs(now, usedAt) < TOUCH_MS) return;
    await store.touch(key, now).catch((error: unknown) => log.warn(`use was not noted: ${String(error)}`));
  }
}
