import { Attempts } from '../attempts.ts';
import { inLanes } from '../lanes.ts';
import type { AssetRecord, AssetStore, Clock, RecordList } from '../ports.ts';
import type { BlobStat, BlobStore } from './blobStore.ts';
import { isEvictable, receivedSize, selectForEviction, totalSize } from './eviction.ts';
import type { PartialDownloads } from './partialDownloads.ts';

/** As many as the system works on side by side, and one more for each that waits. */
const LANES = 8;
/** Far longer than it takes from a blob's publication to its record. */
const RECORDING_MS = 60_000;

export interface EvictorOptions {
  readonly store: AssetStore;
  readonly blobs: BlobStore;
  readonly partials: PartialDownloads;
  readonly clock: Clock;
  readonly maxSizeBytes: () => number;
  /** SHA-256 of the blobs that are being read now. */
  readonly inUse: () => ReadonlySet<string>;
  /** Aborted when the cache closes: then nothing waits for a long list. */
  readonly closing: AbortSignal;
}

/** Blobs as they were seen before it was asked who points at them. */
type Seen = ReadonlyMap<string, BlobStat>;

/**
 * Removes records and the bytes that only these point at. A record goes after its bytes, so what cannot be removed is
 * still known and counted. Each is tried, and the first failure is told at the end; while some record cannot be read,
 * nothing is removed, as any bytes may belong to it. A pass lists the store two or three times whatever its length, and
 * looks again at each record right before it goes: another window may have handed it out, or begun to keep it.
 */
export class Evictor {
  readonly #options: EvictorOptions;

  constructor(options: EvictorOptions) {
    this.#options = options;
  }

  /** Removes these records, those that the user keeps only with `alsoKept`. Gives the bytes that this freed. @throws EngineError `storage` */
  async evict(keys: readonly string[], { alsoKept }: { readonly alsoKept: boolean }): Promise<number> {
    const { store } = this.#options;
    const wanted = new Set(keys);
    const chosen = (await this.#list()).records.filter(({ key }) => wanted.delete(key));
    const freedBytes = await this.#remove(chosen, (record) => alsoKept || !record.pinned);
    // One that is not listed is gone, or it cannot be read, which has to be told.
    for (const key of wanted) await store.find(key);
    return freedBytes;
  }

  /**
   * Makes room where the cap is exceeded, as far as anything may go, downloads that partials among it; what failed a check
   * goes first. Gives the bytes that this freed. Stops between two records on abort. @throws EngineError `storage`
   */
  async trim(signal: AbortSignal): Promise<number> {
    const { blobs, partials, clock, maxSizeBytes, inUse } = this.#options;
    const limits = () => ({ now: clock.now(), inUse: inUse() });
    const attempts = new Attempts();
    const { records, foreign } = await this.#list();
    const idle = await attempts.try(() => partials.find(), []);
    const usedBytes = totalSize([...records, ...foreign]);
    const roomBytes = maxSizeBytes() - (usedBytes - totalSize(records));
    const going = selectForEviction({ records, partials: idle, maxSizeBytes: roomBytes, ...limits() });
    const mayGo = (record: AssetRecord): boolean => !signal.aborted && isEvictable(record, limits());
    const keptBytes = usedBytes + receivedSize(idle) - receivedSize(going.partials);
    const freed = [
      await attempts.try(() => partials.remove(going.partials), 0),
      await attempts.try(() => blobs.aside.trim(maxSizeBytes() - keptBytes), 0),
      await attempts.try(() => this.#remove(going.records, mayGo), 0),
    ];
    attempts.end();
    return freed.reduce((sum, bytes) => sum + bytes, 0);
  }

  /** Removes those blobs that no record points at. Gives the bytes that this freed. @throws EngineError `storage` */
  async dropUnreferenced(candidates: Iterable<string>): Promise<number> {
    const loose = await this.#loose(candidates, new Set());
    let freedBytes = 0;
    await this.#each(loose, async ([sha256, seen]) => {
      const bytes = await this.#options.blobs.remove(sha256, seen);
      freedBytes += bytes;
    });
    return freedBytes;
  }

  async #remove(chosen: readonly AssetRecord[], mayGo: (record: AssetRecord) => boolean): Promise<number> {
    if (chosen.length === 0) return 0;
    const bySha = Map.groupBy(chosen, ({ sha256 }) => sha256);
    const loose = await this.#loose(bySha.keys(), new Set(chosen.map(({ key }) => key)));
    let freedBytes = 0;
    await this.#each(bySha, async ([sha256, sharing]) => {
      const bytes = await this.#removeSharing(sharing, loose.get(sha256), mayGo);
      freedBytes += bytes;
    });
    return freedBytes;
  }

  /** Records of the same bytes, and with the last of them the bytes, if they are `loose`. */
  async #removeSharing(
    sharing: readonly AssetRecord[],
    loose: BlobStat | undefined,
    mayGo: (record: AssetRecord) => boolean,
  ): Promise<number> {
    if (!sharing.every(mayGo)) return 0;
    const { store, blobs } = this.#options;
    let left = sharing.length;
    let freedBytes = 0;
    for (const { key, sha256 } of sharing) {
      await store.delete(key, async (record) => {
        // One that has other bytes by now is not the one that was chosen.
        if (record.sha256 !== sha256 || !mayGo(record)) return false;
        left -= 1;
        if (left === 0 && loose) freedBytes += await blobs.remove(sha256, loose);
        return true;
      });
    }
    return freedBytes;
  }

  /**
   * Which of these blobs nothing points at but the records of these keys. They are looked at before the records are, so
   * that one which is published meanwhile is another than was seen and stays. One that was published a moment before may
   * get its record after the first look; so there is a second one.
   */
  async #loose(candidates: Iterable<string>, going: ReadonlySet<string>): Promise<Seen> {
    const { blobs, clock } = this.#options;
    const seen = new Map<string, BlobStat>();
    const youngest = clock.now() - RECORDING_MS;
    await inLanes(new Set(candidates), LANES, async (sha256) => {
      const found = await blobs.stat(sha256);
      if (found) seen.set(sha256, found);
    });
    const isYoung = (): boolean => [...seen.values()].some(({ modifiedAt }) => modifiedAt > youngest);
    for (const isNeeded of [() => seen.size > 0, isYoung]) {
      if (isNeeded()) for (const sha256 of await this.#referenced(going)) seen.delete(sha256);
    }
    return seen;
  }

  async #referenced(going: ReadonlySet<string>): Promise<readonly string[]> {
    const { records, foreign, unreadable } = await this.#list();
    if (unreadable[0]) throw unreadable[0];
    return [...records, ...foreign].filter(({ key }) => !going.has(key)).map(({ sha256 }) => sha256);
  }

  #list(): Promise<RecordList> {
    return this.#options.store.list(this.#options.closing);
  }

  async #each<T>(items: Iterable<T>, one: (item: T) => Promise<void>): Promise<void> {
    const attempts = new Attempts();
    await inLanes(items, LANES, (item) => attempts.try(() => one(item), undefined));
    attempts.end();
  }
}
