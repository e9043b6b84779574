import { rm } from 'node:fs/promises';
import { guarded } from '../guarded.ts';
import { copyHashed, assertSha256 } from '../hashedCopy.ts';
import { recordKey } from '../model.ts';
import type { Asset } from '../model.ts';
import type { AssetRecord, AssetStore, Clock, Log, RecordList } from '../ports.ts';
import { BlobStore } from './blobStore.ts';
import type { CachedAsset, DownloadRequest, FindOptions } from './downloadRequest.ts';
import type { DownloadLimiter, DownloadSlot } from './downloadLimiter.ts';
import { Evictor } from './evictor.ts';
import { fetchAsset, refuseTooLarge } from './fetch.ts';
import type { FetchRequest } from './fetch.ts';
import { Hits } from './hits.ts';
import { SingleFlight } from './singleFlight.ts';
import { Housekeeper } from './housekeeper.ts';
import { PartialDownloads } from './partialDownloads.ts';
import type { PartialDownload } from './partialDownloads.ts';
import { layoutOf } from './cacheLayout.ts';
import { Leases } from './lease.ts';
import type { Lease } from './lease.ts';
import { Partials } from './partials.ts';
import { ProgressBroadcast } from './progress.ts';
import { CachedFileVerifier } from './cachedFileVerifier.ts';
import type { RecheckOptions, VerifyOptions, VerifyResult } from './cachedFileVerifier.ts';

interface DownloadCacheOptions {
  /** The cache works below `cache-v1/` in it. Created if missing. */
  readonly directory: string;
  readonly store: AssetStore;
  readonly clock: Clock;
  readonly log: Log;
  readonly limiter: Pick<DownloadLimiter, 'enter'>;
  /** Read at each decision. */
  readonly maxSizeBytes: () => number;
}

/** For all callers that want the same file at the same time. It is aborted when the last of them has left. */
type SharedRequest = DownloadRequest & { readonly signal: AbortSignal };

/**
 * Content-addressed files on disk with one record each. Any number of processes may share one directory: a file is used only
 * after its size was compared, and only finished, checked files get the name of a blob.
 */
export class DownloadCache {
  readonly #options: DownloadCacheOptions;
  readonly #blobs: BlobStore;
  readonly #partials: Partials;
  readonly #idle: PartialDownloads;
  readonly #leases: Leases;
  readonly #verifier: CachedFileVerifier;
  readonly #hits: Hits;
  readonly #evictor: Evictor;
  readonly #flights = new SingleFlight<string, CachedAsset>();
  readonly #progress = new ProgressBroadcast();
  readonly #listeners = new Set<() => void>();
  readonly #closing = new AbortController();
  readonly #housekeeper: Housekeeper;

  constructor(options: DownloadCacheOptions) {
    const { store, clock, log, maxSizeBytes } = options;
    const layout = layoutOf(options.directory);
    this.#options = options;
    const blobs = new BlobStore(layout, clock);
    const running = new Set<string>();
    const verifier = new CachedFileVerifier({ blobs, store, clock });
    this.#idle = new PartialDownloads(layout.partials, clock, running);
    const inUse = (): ReadonlySet<string> => verifier.reading;
    const closing = this.#closing.signal;
    const evictor = new Evictor({ store, blobs, partials: this.#idle, clock, maxSizeBytes, inUse, closing });
    this.#blobs = blobs;
    this.#verifier = verifier;
    this.#hits = new Hits({ store, blobs, verifier, clock, log, onChanged: () => this.#changed() });
    this.#evictor = evictor;
    this.#partials = new Partials(layout.partials, clock, running);
    this.#leases = new Leases(layout.leases, clock);
    const parts = { layout, store, blobs, evictor, verifier, clock, log, signal: closing };
    this.#housekeeper = new Housekeeper({ ...parts, onChanged: () => this.#changed() });
  }

  /**
   * Finds the asset on disk: the same upstream file, with its size compared. The file is hashed if its time shows a change;
   * only then does an abort reject, with the signal's reason. Uses no network and never waits. @throws EngineError `storage`
   */
  find(asset: Asset, options: FindOptions = {}): Promise<CachedAsset | undefined> {
    return this.#hits.find(asset, options);
  }

  /**
   * Returns the asset's file, from disk or from the network. Concurrent calls for one asset share one transfer, in this
   * process and, while leases hold, across processes. Settles within 100 ms of an abort with the signal's reason. The
   * transfer stops once no caller waits for it; the next call resumes it.
   * @throws EngineError `integrity`, `untrusted`, `limited`, `tooLarge`, `storage`, `badBody`, and what `open` and the
   * evidence source throw
   */
  async get(request: DownloadRequest): Promise<CachedAsset> {
    const { asset, expected, signal, onProgress } = request;
    signal?.throwIfAborted();
    this.#closing.signal.throwIfAborted();
    this.#housekeeper.start();
    const key = recordKey(asset);
    const hit = await this.find(asset, request);
    if (hit) return this.#verifier.recheck(hit, request);
    this.#closing.signal.throwIfAborted();
    refuseTooLarge(asset.sizeBytes, this.#options.maxSizeBytes());
    const leave = this.#progress.join(key, onProgress && guarded(this.#options.log, onProgress));
    // The bytes behind one key may change, and one caller's wrong digest must not fail the others.
    const flight = JSON.stringify([key, asset.upstreamId, asset.digests, expected]);
    try {
      const found = await this.#flights.join(flight, (stop) => this.#fetch(key, { ...request, signal: stop }), signal);
      return await this.#verifier.recheck(found, request);
    } finally {
      leave();
    }
  }

  /**
   * Checks a file on disk against evidence that its record does not have yet. Reads the file only if that needs it. Rejects
   * with the signal's reason on abort. @throws EngineError `integrity`
   */
  async recheck(found: CachedAsset, request: RecheckOptions): Promise<CachedAsset> {
    const checked = await this.#verifier.recheck(found, request);
    if (checked !== found) this.#changed();
    return checked;
  }

  /** Reads the bytes of a record again. A file that changed goes into quarantine. @throws EngineError `storage` */
  async verify(key: string, options: VerifyOptions = {}): Promise<VerifyResult> {
    const onProgress = options.onProgress && guarded(this.#options.log, options.onProgress);
    const signal = AbortSignal.any([this.#closing.signal, ...(options.signal ? [options.signal] : [])]);
    return this.#verifier.verify(key, { ...options, onProgress, signal }).finally(() => this.#changed());
  }

  /**
   * Copies a file to an unused path, and compares what the copy holds with the record: a file that changed goes into
   * quarantine, and there is no copy. Rejects with the signal's reason on abort, and with what the file system says.
   * @throws EngineError `integrity`
   */
  async copyTo({ record }: Pick<CachedAsset, 'record'>, to: string, signal?: AbortSignal): Promise<void> {
    const { sha256 } = await copyHashed(this.pathOf(record), to, signal);
    if (sha256 === record.sha256) return;
    await rm(to, { force: true });
    const result = await this.verify(record.key, { signal });
    if (result.state === 'broken') throw result.error;
    assertSha256(record.name, record.sha256, sha256);
  }

  /**
   * Removes records, and their bytes unless other records share them. Records that the user keeps are not removed, even if
   * another window began to keep them a moment ago, unless `alsoKept`. Tries each; returns the bytes freed.
   * @throws EngineError `storage`, at the end
   */
  evict(keys: readonly string[], options: { readonly alsoKept: boolean }): Promise<number> {
    return this.#evictor.evict(keys, options).finally(() => this.#changed());
  }

  /**
   * Removes one record as `evict` does, but keeps its bytes for ten minutes, in which `putBack` undoes it. Returns the record.
   * @throws EngineError `storage`
   */
  async takeOut(key: string, { alsoKept }: { readonly alsoKept: boolean }): Promise<AssetRecord | undefined> {
    let taken: AssetRecord | undefined;
    await this.#options.store.delete(key, (record) => {
      taken = alsoKept || !record.kept ? record : undefined;
      return taken !== undefined;
    });
    if (taken) this.#housekeeper.dropLater(taken.sha256);
    this.#changed();
    return taken;
  }

  /**
   * Puts back a removed record whose bytes are still there, unless another took its place. Returns whether there is one now.
   * @throws EngineError `storage`
   */
  async putBack(record: AssetRecord): Promise<boolean> {
    const { clock, store } = this.#options;
    // A new time shows anyone about to remove the blob that it is used again.
    await this.#blobs.settle(record.sha256, clock.now());
    if ((await this.#blobs.stat(record.sha256))?.sizeBytes !== record.sizeBytes) return false;
    await store.upsert(record, (taken, present) => present ?? taken);
    this.#changed();
    return true;
  }

  /** Protects a file from eviction, or ends that protection. */
  async keep(key: string, kept: boolean): Promise<void> {
    await this.#options.store.edit(key, (record) => (record.kept === kept ? record : { ...record, kept }));
    this.#changed();
  }

  /** All readable records. @throws EngineError `storage` */
  async list(): Promise<readonly AssetRecord[]> {
    return (await this.records()).records;
  }

  /** All readable records, and the reasons why others cannot be read. @throws EngineError `storage` */
  records(): Promise<RecordList> {
    return this.#options.store.list();
  }

  /** Downloads that stopped before their end, the last that stopped first. @throws EngineError `storage` */
  partials(): Promise<readonly PartialDownload[]> {
    return this.#idle.list();
  }

  /**
   * Removes partial downloads, including those that were stopped a moment ago; running ones are left alone. Each is tried.
   * Returns the bytes freed. @throws EngineError `storage`, at the end
   */
  async dropPartials(keys: readonly string[]): Promise<number> {
    await this.#flights.calm();
    return this.#idle.drop(keys).finally(() => this.#changed());
  }

  /** See `CachedFileVerifier.refusal`. */
  readonly refusal = (record: AssetRecord): ReturnType<CachedFileVerifier['refusal']> => this.#verifier.refusal(record);
  readonly pathOf = (record: AssetRecord): string => this.#blobs.path(record.sha256);

  /** Calls `listener` whenever this process changes what is on disk, until the returned function is called. */
  onDidChange(listener: () => void): () => void {
    const own = guarded(this.#options.log, listener);
    this.#listeners.add(own);
    return () => this.#listeners.delete(own);
  }

  /** Makes room now, for example after the limit was lowered. Never rejects. */
  readonly trim = (): Promise<void> => this.#housekeeper.trim();

  /** Resolves when the sweep that was due at the first download, if any, has ended. */
  readonly swept = (): Promise<void> => this.#housekeeper.swept();

  /** Stops transfers and background work and waits for their end. Partial downloads are kept for the next time. */
  async close(): Promise<void> {
    const reason = new DOMException('the cache was closed', 'AbortError');
    this.#closing.abort(reason);
    await this.#flights.abortAll(reason);
    await this.#housekeeper.ended();
  }

  /**
   * Takes a slot and a lease, and checks the disk once more before using the network: another window may have fetched the
   * file meanwhile.
   */
  async #fetch(key: string, request: SharedRequest): Promise<CachedAsset> {
    const { limiter, log } = this.#options;
    const { asset, signal } = request;
    await this.#housekeeper.expectLeftovers();
    const slot = await limiter.enter(asset.instance, signal, (position) =>
      this.#progress.emit(key, { phase: 'queued', position }),
    );
    let outcome: 'done' | 'failed' = 'failed';
    let lease: Lease | undefined;
    const look = (): Promise<CachedAsset | undefined> => this.find(asset, request);
    try {
      const onWaiting = (): void => this.#progress.emit(key, { phase: 'waiting' });
      const turn = await this.#leases.acquire(key, { signal, onWaiting, look });
      lease = turn.lease;
      const found = turn.found ?? (await this.#fetchLeased(key, request, slot));
      outcome = 'done';
      return found;
    } finally {
      await lease?.release();
      // The failure of the download matters more than a failure to count it.
      await slot.release(outcome).catch((error: unknown) => log.warn(`a download is miscounted: ${String(error)}`));
    }
  }

  async #fetchLeased(key: string, request: SharedRequest, slot: DownloadSlot): Promise<CachedAsset> {
    const { asset, signal, mirrors } = request;
    const before = await this.#options.store.find(key);
    const hit = (await this.#hits.use(before, asset, request)) ?? (await this.#hits.confirmClaim(before, request));
    signal.throwIfAborted();
    if (hit) return hit;
    // With mirrors, a request to the origin might not be needed.
    if (!mirrors) await slot.count();
    return this.#fetchFile({ ...request, key, before, onOrigin: () => slot.count() });
  }

  async #fetchFile(request: Omit<FetchRequest, 'onTransfer'>): Promise<CachedAsset> {
    const { store, clock, maxSizeBytes } = this.#options;
    const parts = { blobs: this.#blobs, partials: this.#partials, store, clock, limitBytes: maxSizeBytes() };
    const onTransfer: FetchRequest['onTransfer'] = (at) =>
      this.#progress.emit(request.key, { phase: 'transfer', ...at });
    const fetched = fetchAsset({ ...request, onTransfer }, parts);
    // A failed download may leave a partial, or a file in quarantine.
    const { row, replacedSha256, mirror } = await fetched.finally(() => {
      this.#changed();
      this.#housekeeper.trimSoon();
    });
    this.#verifier.forget(row.sha256);
    // An abandoned source may have left a partial file.
    if (request.mirrors) await this.#idle.drop([request.key, row.sha256]).catch(() => undefined);
    if (replacedSha256) this.#housekeeper.dropLater(replacedSha256);
    return { record: row, path: this.#blobs.path(row.sha256), fromCache: false, mirror };
  }

  #changed(): void {
    for (const listener of this.#listeners) listener();
  }
}
