import { EngineError } from '../errors.ts';
import { recordKey } from '../model.ts';
import type { ArtifactSource, Asset, Digests } from '../model.ts';
import type { AssetRecord, AssetStore, Clock, Log, OpenBody } from '../ports.ts';
import { wait } from '../wait.ts';
import type { Admission } from './admission.ts';
import { BlobStore } from './blobStore.ts';
import { selectForEviction } from './eviction.ts';
import { fetchAsset } from './fetch.ts';
import { Flights } from './flight.ts';
import { layoutOf } from './layout.ts';
import { Leases } from './lease.ts';
import type { Lease } from './lease.ts';
import { Partials } from './partials.ts';
import { ProgressBoard } from './progress.ts';
import type { OnProgress } from './progress.ts';
import { sweep } from './sweep.ts';
import { Verifier } from './verifier.ts';
import type { VerifyResult } from './verifier.ts';

export interface DownloadCacheOptions {
  /** The cache works below `cache-v1/` in it. Made when missing. */
  readonly directory: string;
  readonly store: AssetStore;
  readonly clock: Clock;
  readonly log: Log;
  readonly limiter: Admission;
  /** Read at each decision. */
  readonly maxSizeBytes: () => number;
}

export interface DownloadOptions {
  readonly signal?: AbortSignal;
  readonly onProgress?: OnProgress;
}

export interface DownloadRequest {
  readonly asset: Asset;
  readonly open: OpenBody;
  /** Digests that the user or the workspace fixed. */
  readonly pin?: Digests;
  /** Whose slots and day it counts for. */
  readonly user: string;
}

/** A file on disk that was checked on its way in. It stays for at least ten minutes, longer when it is pinned. Read only. */
export interface CachedAsset {
  readonly record: AssetRecord;
  readonly path: string;
  /** False when it was fetched for this call. */
  readonly fromCache: boolean;
}

/** How often another window's download is looked at. */
const WAIT_MS = 200;
/** `usedAt` is not written again sooner than this. */
const TOUCH_MS = 60_000;

/**
 * Content-addressed files on disk with a record each. Safe with any number of processes on one directory: what is there is
 * believed only after its size was compared, and nothing but finished, checked files ever gets a blob's name.
 */
export class DownloadCache {
  readonly #options: DownloadCacheOptions;
  readonly #blobs: BlobStore;
  readonly #partials: Partials;
  readonly #leases: Leases;
  readonly #verifier: Verifier;
  readonly #flights = new Flights<string, CachedAsset>();
  readonly #board = new ProgressBoard();
  readonly #listeners = new Set<() => void>();
  readonly #closing = new AbortController();
  #background: Promise<void> = Promise.resolve();
  #swept = false;

  constructor(options: DownloadCacheOptions) {
    const layout = layoutOf(options.directory);
    this.#options = options;
    this.#blobs = new BlobStore(layout, options.clock);
    this.#partials = new Partials(layout.partials);
    this.#leases = new Leases(layout.leases, options.clock);
    this.#verifier = new Verifier({ blobs: this.#blobs, store: options.store, clock: options.clock });
  }

  /**
   * What is on disk for this asset: the same upstream file, its size compared; hashed again when its time says that
   * somebody touched it. Neither network nor waiting. @throws EngineError `storage`
   */
  async find(asset: Asset): Promise<CachedAsset | undefined> {
    const { store, clock } = this.#options;
    const record = await store.find(recordKey(asset));
    if (!record || record.upstreamId !== asset.upstreamId) return undefined;
    if (!(await this.#verifier.isIntact(record))) return undefined;
    const now = clock.now();
    if (now - record.usedAt >= TOUCH_MS) await store.touch(record.key, now);
    return { record, path: this.#blobs.path(record.sha256), fromCache: true };
  }

  /**
   * The asset's file, from disk or from the network. Concurrent calls for one asset share one transfer, in this process
   * and, while leases hold, across processes. Settles within 100 ms of an abort with the signal's reason; the transfer
   * stops when nobody waits for it any more, and what it received is continued next time.
   *
   * @throws EngineError `integrity`, `limited`, `tooLarge`, `storage`, `badBody`, and what `open` throws
   */
  async get(request: DownloadRequest, { signal, onProgress }: DownloadOptions = {}): Promise<CachedAsset> {
    signal?.throwIfAborted();
    this.#closing.signal.throwIfAborted();
    this.#sweepOnce();
    const key = recordKey(request.asset);
    const hit = await this.find(request.asset);
    if (hit) return this.#verifier.honourPin(hit, request.pin, signal);
    this.#refuseTooLarge(request.asset.sizeBytes);
    const leave = this.#board.join(key, onProgress);
    try {
      const found = await this.#flights.join(key, (stop) => this.#fetch(key, request, stop), signal);
      return await this.#verifier.honourPin(found, request.pin, signal);
    } finally {
      leave();
    }
  }

  /** Reads the bytes of a record again. A file that is not what it was is set aside. @throws EngineError `storage` */
  async verify(key: string, options: DownloadOptions & { pin?: Digests } = {}): Promise<VerifyResult> {
    const result = await this.#verifier.verify(key, options);
    this.#changed();
    return result;
  }

  /** Removes a record, and its bytes unless another record has the same. Gives the bytes that this freed. */
  async evict(key: string): Promise<number> {
    const { store } = this.#options;
    const record = await store.find(key);
    if (!record) return 0;
    await store.delete(key);
    const freedBytes = await this.#removeUnreferenced(record.sha256);
    this.#changed();
    return freedBytes;
  }

  /** Evicts all that is not pinned and that `filter` lets through. Gives the bytes that this freed. */
  async evictAll(filter: (record: AssetRecord) => boolean = () => true): Promise<number> {
    let freedBytes = 0;
    for (const record of await this.list()) {
      if (!record.pinned && filter(record)) freedBytes += await this.evict(record.key);
    }
    return freedBytes;
  }

  /** Keeps a file from being evicted to make room, or lets it go again. */
  async pin(key: string, pinned: boolean): Promise<void> {
    const { store } = this.#options;
    const record = await store.find(key);
    if (record && record.pinned !== pinned) await store.upsert({ ...record, pinned });
    this.#changed();
  }

  /** Forgets all files of a version, pinned or not. */
  async invalidate(instance: string, source: ArtifactSource, version: string): Promise<void> {
    const records = await this.#options.store.deleteForVersion(instance, source, version);
    for (const sha256 of new Set(records.map((record) => record.sha256))) await this.#removeUnreferenced(sha256);
    this.#changed();
  }

  list(): Promise<readonly AssetRecord[]> {
    return this.#options.store.list();
  }

  pathOf(record: AssetRecord): string {
    return this.#blobs.path(record.sha256);
  }

  async usage(): Promise<{ readonly totalBytes: number; readonly maxBytes: number }> {
    return { totalBytes: await this.#options.store.totalSizeBytes(), maxBytes: this.#options.maxSizeBytes() };
  }

  /** Calls `listener` when this process changed what is on disk. Returns the call that ends it. */
  onDidChange(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Makes room now, for example after the cap was lowered. Resolves when that is done; never rejects. */
  trim(): Promise<void> {
    this.#background = this.#background
      .then(() => this.#evictOldest())
      .catch((error: unknown) => this.#options.log.warn(`eviction stopped: ${String(error)}`));
    return this.#background;
  }

  /** Stops transfers and background work and waits for their end. What was received stays for the next time. */
  async close(): Promise<void> {
    const reason = new DOMException('the cache was closed', 'AbortError');
    this.#closing.abort(reason);
    await this.#flights.abortAll(reason);
    await this.#background;
  }

  /** Slot, lease, and a last look before the network: another window may have brought the file meanwhile. */
  async #fetch(key: string, request: DownloadRequest, signal: AbortSignal): Promise<CachedAsset> {
    const { limiter } = this.#options;
    const ticket = await limiter.enter(request.user, signal, (place) =>
      this.#board.tell(key, { phase: 'queued', place }),
    );
    let outcome: 'done' | 'failed' = 'failed';
    let lease: Lease | undefined;
    try {
      lease = await this.#acquire(key, request.asset, signal);
      const hit = await this.find(request.asset);
      if (!hit) await ticket.count();
      const found = hit ?? (await this.#transfer(key, request, signal));
      outcome = 'done';
      return found;
    } finally {
      await lease?.release();
      await ticket.release(outcome);
    }
  }

  /** The lease, or none when the file came while it was waited for. */
  async #acquire(key: string, asset: Asset, signal: AbortSignal): Promise<Lease | undefined> {
    for (;;) {
      const lease = await this.#leases.tryAcquire(key);
      if (lease) return lease;
      this.#board.tell(key, { phase: 'waiting' });
      await wait(this.#options.clock, WAIT_MS, signal);
      if (await this.find(asset)) return undefined;
    }
  }

  async #transfer(key: string, { asset, open, pin }: DownloadRequest, signal: AbortSignal): Promise<CachedAsset> {
    const { store, clock, maxSizeBytes } = this.#options;
    const parts = { blobs: this.#blobs, partials: this.#partials, store, clock, limitBytes: maxSizeBytes() };
    const onTransfer = (state: {
      receivedBytes: number;
      sizeBytes: number | undefined;
      resumedAtBytes: number;
    }): void => this.#board.tell(key, { phase: 'transfer', ...state });
    const { row, replacedSha256 } = await fetchAsset({ key, asset, open, pin, signal, onTransfer }, parts);
    if (replacedSha256) await this.#removeUnreferenced(replacedSha256);
    this.#changed();
    void this.trim();
    return { record: row, path: this.#blobs.path(row.sha256), fromCache: false };
  }

  #refuseTooLarge(sizeBytes: number | undefined): void {
    const limitBytes = this.#options.maxSizeBytes();
    if (sizeBytes === undefined || sizeBytes <= limitBytes) return;
    const message = `${sizeBytes} bytes do not fit into a cache of ${limitBytes}`;
    throw new EngineError('tooLarge', message, { what: 'asset', sizeBytes, limitBytes });
  }

  async #evictOldest(): Promise<void> {
    const { store, clock, maxSizeBytes } = this.#options;
    const limits = { maxSizeBytes: maxSizeBytes(), now: clock.now(), inUse: this.#verifier.reading };
    if ((await store.totalSizeBytes()) <= limits.maxSizeBytes) return;
    for (const chosen of selectForEviction({ records: await store.list(), ...limits })) {
      if (this.#closing.signal.aborted) return;
      // Another window may have handed it out, or pinned it, since the list was made.
      const record = await store.find(chosen.key);
      if (record && selectForEviction({ records: [record], ...limits, maxSizeBytes: 0 }).length > 0)
        await this.evict(record.key);
    }
  }

  async #removeUnreferenced(sha256: string): Promise<number> {
    return (await this.#options.store.shaReferenced(sha256)) ? 0 : this.#blobs.remove(sha256);
  }

  #sweepOnce(): void {
    if (this.#swept) return;
    this.#swept = true;
    const { store, clock, log, directory } = this.#options;
    const parts = { layout: layoutOf(directory), blobs: this.#blobs, store, clock, log };
    this.#background = this.#background.then(() => sweep({ ...parts, signal: this.#closing.signal }));
  }

  #changed(): void {
    for (const listener of this.#listeners) listener();
  }
}
