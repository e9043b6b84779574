import type { ArtifactSource } from '../model.ts';
import type { AssetRecord, AssetStore, Clock } from '../ports.ts';
import type { BlobStore } from './blobStore.ts';
import { inLanes } from '../lanes.ts';
import { isEvictable, selectForEviction, totalSize } from './eviction.ts';
import type { IdlePartials } from './idlePartials.ts';

/** As many as the system works on side by side, and one more for each that waits. */
const LANES = 8;
/** Far longer than it takes from a blob's publication to its record. */
const RECORDING_MS = 60_000;

export interface EvictorOptions {
  readonly store: AssetStore;
  readonly blobs: BlobStore;
  readonly partials: IdlePartials;
  readonly clock: Clock;
  readonly maxSizeBytes: () => number;
  /** SHA-256 of the blobs that are being read now. */
  readonly inUse: () => ReadonlySet<string>;
}

/**
 * Removes records, and after them the bytes that no record points at any more. A pass lists the store twice whatever its
 * length, and looks again at each record right before it goes: another window may have handed it out, or pinned it.
 */
export class Evictor {
  readonly #options: EvictorOptions;

  constructor(options: EvictorOptions) {
    this.#options = options;
  }

  /** One record, whatever speaks for it. Gives the bytes that this freed. */
  async evict(key: string): Promise<number> {
    const record = await this.#options.store.find(key);
    return record ? this.#remove([record], () => true) : 0;
  }

  /** All that is not pinned and that `filter` lets through. Gives the bytes that this freed. */
  async evictAll(filter: (record: AssetRecord) => boolean): Promise<number> {
    const chosen = (await this.#options.store.list()).records.filter((record) => !record.pinned && filter(record));
    return this.#remove(chosen, (record) => !record.pinned);
  }

  /** All records of a version, pinned or not. */
  async invalidate(instance: string, source: ArtifactSource, version: string): Promise<void> {
    const records = await this.#options.store.deleteForVersion(instance, source, version);
    await this.dropUnreferenced(records.map((record) => record.sha256));
  }

  /**
   * Makes room where the cap is exceeded, as far as anything may go, downloads that stopped among it; what failed a check
   * goes first. Gives the bytes that this freed. Stops between two records on abort.
   */
  async trim(signal: AbortSignal): Promise<number> {
    const { store, blobs, partials, clock, maxSizeBytes, inUse } = this.#options;
    const limits = () => ({ now: clock.now(), inUse: inUse() });
    const { records } = await store.list();
    const state = { records, maxSizeBytes: maxSizeBytes(), ...limits() };
    const { freedBytes, keptBytes } = await partials.makeRoom(state);
    const roomBytes = state.maxSizeBytes - keptBytes;
    const asideBytes = await blobs.aside.trim(roomBytes - totalSize(state.records));
    const chosen = selectForEviction({ ...state, maxSizeBytes: roomBytes });
    return (
      freedBytes +
      asideBytes +
      (await this.#remove(chosen, (record) => !signal.aborted && isEvictable(record, limits())))
    );
  }

  /**
   * Removes those blobs that no record points at, and gives their size. One that was published after this began stays:
   * its record may not have been written yet. One published a moment before may have got its record since the store was
   * listed, so it is asked for once more; all others would have been published anew with a new record.
   * @throws EngineError `storage`, also where a record that cannot be read may point at one of them
   */
  async dropUnreferenced(candidates: readonly string[]): Promise<number> {
    if (candidates.length === 0) return 0;
    const { store, blobs, clock } = this.#options;
    const startedAt = clock.now();
    const { records, foreign, unreadable } = await store.list();
    if (unreadable[0]) throw unreadable[0];
    const referenced = new Set([...records, ...foreign].map((record) => record.sha256));
    const unreferenced = [...new Set(candidates)].filter((sha256) => !referenced.has(sha256));
    let freedBytes = 0;
    await inLanes(unreferenced, LANES, async (sha256) => {
      const found = await blobs.stat(sha256);
      const isYoung = found && startedAt - found.modifiedAt < RECORDING_MS;
      if (isYoung && (await store.shaReferenced(sha256))) return;
      const bytes = found ? await blobs.remove(sha256, startedAt, found) : 0;
      freedBytes += bytes;
    });
    return freedBytes;
  }

  async #remove(records: readonly AssetRecord[], mayGo: (record: AssetRecord) => boolean): Promise<number> {
    const { store } = this.#options;
    const removed: string[] = [];
    try {
      await inLanes(records, LANES, async ({ key }) => {
        let sha256 = '';
        const look = (record: AssetRecord): boolean => {
          ({ sha256 } = record);
          return mayGo(record);
        };
        if (await store.delete(key, look)) removed.push(sha256);
      });
    } catch (error) {
      await this.dropUnreferenced(removed);
      throw error;
    }
    return this.dropUnreferenced(removed);
  }
}
