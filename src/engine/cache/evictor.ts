import { isHere } from '../absence.ts';
import { Attempts } from '../attempts.ts';
import { forEachConcurrently } from '../forEachConcurrently.ts';
import type { AssetRecord, AssetStore, Clock, RecordList } from '../ports.ts';
import type { BlobStat, BlobStore } from './blobStore.ts';
import { isEvictable, leftAfter, receivedSize, selectForEviction, totalSize } from './eviction.ts';
import type { EvictionLimits, EvictionState } from './eviction.ts';
import type { PartialOnDisk, PartialDownloads } from './partialDownloads.ts';

/** As many as the system processes in parallel, and one more waiting for each. */
const CONCURRENCY = 8;
/** Far longer than it takes from a blob's publication to its record. */
const RECORDING_MS = 60_000;
/** More files than other programs have open. If so many cannot be removed, neither can the rest. */
const MAX_STUCK = 20;

interface EvictorOptions {
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

/** The blobs as listed before the records were read. */
type Seen = ReadonlyMap<string, BlobStat>;

type CacheContents = Omit<EvictionState<PartialOnDisk>, keyof EvictionLimits>;

/** The result of removing several records, each of which was tried. */
interface Removed<T> {
  readonly freedBytes: number;
  readonly failed: readonly T[];
}

/**
 * Removes records and the bytes that only they refer to. A record is removed after its bytes, so bytes that cannot be
 * removed are still known and counted. Each removal is tried, and the first failure is thrown at the end. While a record
 * cannot be read, nothing is removed, because any bytes may belong to it. A pass lists the store two or three times whatever
 * its length, and once or twice more after each failed removal. Each record is read again right before it goes: another
 * window may have handed it out or begun to keep it.
 */
export class Evictor {
  readonly #options: EvictorOptions;

  constructor(options: EvictorOptions) {
    this.#options = options;
  }

  /**
   * Removes these records; those that the user keeps only with `alsoKept`. Returns the bytes freed.
   * @throws EngineError `storage`
   */
  async evict(keys: readonly string[], { alsoKept }: { readonly alsoKept: boolean }): Promise<number> {
    const { store } = this.#options;
    const wanted = new Set(keys);
    const chosen = (await this.#list()).records.filter(({ key }) => wanted.delete(key));
    const attempts = new Attempts();
    const { freedBytes } = await this.#remove(chosen, (record) => alsoKept || !record.kept, attempts);
    attempts.end();
    // A record that is not listed is either gone or unreadable, and the latter must be reported.
    for (const key of wanted) await store.find(key);
    return freedBytes;
  }

  /**
   * Makes room if the cap is exceeded, as far as anything may be removed: first what failed a check, then files and partial
   * downloads. If one cannot be removed, another is. Returns the bytes freed. Stops between two records on abort.
   * @throws EngineError `storage`, at the end
   */
  async trim(signal: AbortSignal): Promise<number> {
    const { blobs, partials: downloads, maxSizeBytes } = this.#options;
    const attempts = new Attempts();
    const { records, foreign } = await this.#list();
    const partials = await attempts.try(() => downloads.find(), []);
    const usedBytes = totalSize([...records, ...foreign]);
    const leftBytes = maxSizeBytes() - usedBytes - receivedSize(partials);
    const quarantineBytes = await attempts.try(() => blobs.quarantine.trim(leftBytes), 0);
    const roomBytes = maxSizeBytes() - (usedBytes - totalSize(records));
    const contents = { records, partials, stuck: new Set<AssetRecord>(), maxSizeBytes: roomBytes };
    const freedBytes = await attempts.try(() => this.#makeRoom(contents, signal, attempts), 0);
    attempts.end();
    return quarantineBytes + freedBytes;
  }

  /** Removes blobs without a record. Returns the bytes freed. @throws EngineError `storage` */
  async dropUnreferenced(candidates: Iterable<string>): Promise<number> {
    const { blobs } = this.#options;
    const attempts = new Attempts();
    const loose = await this.#loose(candidates, new Set());
    const { freedBytes } = await removeEach(loose, ([sha256, seen]) => blobs.remove(sha256, seen), attempts);
    attempts.end();
    return freedBytes;
  }

  /** Works in rounds: a file that could not be removed still takes up space, so another one is chosen. */
  async #makeRoom(contents: CacheContents, signal: AbortSignal, attempts: Attempts): Promise<number> {
    const { partials, clock, inUse } = this.#options;
    const limits = (): EvictionLimits => ({ now: clock.now(), inUse: inUse() });
    const mayGo = (record: AssetRecord): boolean => !signal.aborted && isEvictable(record, limits());
    const going = selectForEviction({ ...contents, ...limits() });
    const dropped = await removeEach(going.partials, (partial) => partials.remove([partial]), attempts);
    const removed = await this.#remove(going.records, mayGo, attempts);
    const freedBytes = dropped.freedBytes + removed.freedBytes;
    const left = leftAfter(contents, going, [...dropped.failed, ...removed.failed]);
    if (left.stuck.size === contents.stuck.size || left.stuck.size > MAX_STUCK) return freedBytes;
    return freedBytes + (await this.#makeRoom({ ...contents, ...left }, signal, attempts));
  }

  async #remove(
    chosen: readonly AssetRecord[],
    mayGo: (record: AssetRecord) => boolean,
    attempts: Attempts,
  ): Promise<Removed<AssetRecord>> {
    if (chosen.length === 0) return { freedBytes: 0, failed: [] };
    const bySha = Map.groupBy(chosen, ({ sha256 }) => sha256);
    const loose = await this.#loose(bySha.keys(), new Set(chosen.map(({ key }) => key)));
    const removeOne = ([sha256, sharing]: [string, AssetRecord[]]) =>
      this.#removeSharing(sharing, loose.get(sha256), mayGo);
    const { freedBytes, failed } = await removeEach(bySha, removeOne, attempts);
    return { freedBytes, failed: failed.flatMap(([, sharing]) => sharing) };
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
        // A record that has other bytes now is not the one that was chosen.
        if (record.sha256 !== sha256 || !mayGo(record)) return false;
        left -= 1;
        if (left === 0 && loose) freedBytes += await blobs.remove(sha256, loose);
        return true;
      });
    }
    return freedBytes;
  }

  /**
   * The blobs among these that only the records of these keys refer to. They are read before the records, so that one
   * published meanwhile differs from the one seen and stays. A blob published a moment earlier may get its record after the
   * first read, so there is a second one.
   */
  async #loose(candidates: Iterable<string>, going: ReadonlySet<string>): Promise<Seen> {
    const { blobs, clock } = this.#options;
    const seen = new Map<string, BlobStat>();
    const youngest = clock.now() - RECORDING_MS;
    await forEachConcurrently(new Set(candidates), CONCURRENCY, async (sha256) => {
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
    return [...records.filter(isHere), ...foreign].filter(({ key }) => !going.has(key)).map(({ sha256 }) => sha256);
  }

  #list(): Promise<RecordList> {
    return this.#options.store.list(this.#options.closing);
  }
}

/** Tries each, several at a time; `one` returns the bytes it freed. */
async function removeEach<T>(
  items: Iterable<T>,
  one: (item: T) => Promise<number>,
  attempts: Attempts,
): Promise<Removed<T>> {
  const failed: T[] = [];
  let freedBytes = 0;
  await forEachConcurrently(items, CONCURRENCY, async (item) => {
    const bytes = await attempts.try(() => one(item), undefined);
    if (bytes === undefined) failed.push(item);
    else freedBytes += bytes;
  });
  return { freedBytes, failed };
}
