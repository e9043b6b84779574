import { notUnderstood } from '../disk.ts';
import type { EngineError } from '../errors.ts';
import type { AssetRecord, AssetStore, Memento, MergeRecord, RecordList } from '../ports.ts';
import { mapInSlices } from '../slices.ts';
import { KeyedMutex } from '../keyedMutex.ts';
import { changedEntry, decodeRecord, storedRecord } from './recordEntry.ts';

/** Separates our entries from others in a shared memento, such as the editor's. */
const PREFIX = 'asset ';
/** A use further in the future than this was recorded by a wrong clock. */
const CLOCKS_DIFFER_MS = 10 * 60 * 1000;

/**
 * Stores records in a `Memento`, one entry for each key. It keeps no state, so it is as durable and as shared as its
 * backend. Entries of newer versions are left alone, and unknown fields of a record survive changes here.
 */
export class MementoAssetStore implements AssetStore {
  readonly #memento: Memento;
  readonly #mutex = new KeyedMutex();

  constructor(memento: Memento) {
    this.#memento = memento;
  }

  async find(key: string): Promise<AssetRecord | undefined> {
    await this.#memento.refresh?.(PREFIX + key);
    const entry = this.#read(key);
    if (entry && entry.state !== 'record') throw this.#unclear(key);
    return entry?.record;
  }

  upsert(
    record: AssetRecord,
    merge: MergeRecord = (one) => one,
  ): Promise<{ row: AssetRecord; replacedSha256?: string }> {
    return this.#mutex.run(record.key, async () => (await this.#create(record, merge)) ?? this.#merge(record, merge));
  }

  /** Most records are new. */
  async #create(record: AssetRecord, merge: MergeRecord): Promise<{ row: AssetRecord } | undefined> {
    if (this.#read(record.key)) return undefined;
    const row = merge(record, undefined);
    return (await this.#memento.create?.(PREFIX + row.key, storedRecord(row))) ? { row } : undefined;
  }

  #merge(record: AssetRecord, merge: MergeRecord): Promise<{ row: AssetRecord; replacedSha256?: string }> {
    return this.#alone(record.key, async () => {
      const before = await this.find(record.key);
      const row = merge(record, before);
      const replaced = before && before.sha256 !== row.sha256;
      // Fields of newer versions describe other bytes, so they do not apply here.
      const isSame = before && !replaced;
      const entry = isSame ? changedEntry(this.#memento.get(PREFIX + row.key), before, row) : storedRecord(row);
      await this.#memento.update(PREFIX + row.key, entry);
      return { row, ...(replaced && { replacedSha256: before.sha256 }) };
    });
  }

  async edit(key: string, change: (record: AssetRecord) => AssetRecord): Promise<AssetRecord | undefined> {
    // Most uses change nothing, and reading is cheap.
    const now = await this.find(key);
    if (!now || change(now) === now) return now;
    return this.#exclusively(key, async () => {
      const before = await this.find(key);
      const after = before && change(before);
      if (!after || after === before) return after;
      await this.#memento.update(PREFIX + key, changedEntry(this.#memento.get(PREFIX + key), before, after));
      return after;
    });
  }

  async touch(key: string, usedAt: number): Promise<void> {
    await this.edit(key, (record) => {
      const isAhead = record.usedAt - usedAt > CLOCKS_DIFFER_MS;
      return usedAt > record.usedAt || isAhead ? { ...record, usedAt } : record;
    });
  }

  async shaReferenced(sha256: string): Promise<boolean> {
    const { records, foreign, unreadable } = await this.list();
    if ([...records, ...foreign].some((record) => record.sha256 === sha256)) return true;
    if (unreadable[0]) throw unreadable[0];
    return false;
  }

  delete(key: string, mayGo: (record: AssetRecord) => boolean | Promise<boolean> = () => true): Promise<boolean> {
    return this.#exclusively(key, async () => {
      const before = await this.find(key);
      if (!before || !(await mayGo(before))) return false;
      await this.#memento.update(PREFIX + key, undefined);
      return true;
    });
  }

  async list(signal?: AbortSignal): Promise<RecordList> {
    await this.#memento.refresh?.(undefined, signal);
    const names = this.#memento.keys().filter((name) => name.startsWith(PREFIX));
    const keys = names.map((name) => name.slice(PREFIX.length));
    const entries = await mapInSlices(keys, (key) => ({ key, entry: this.#read(key) }));
    const unclear = entries.filter(({ entry }) => entry?.state === 'unclear').map(({ key }) => this.#unclear(key));
    return {
      records: entries.flatMap(({ entry }) => (entry?.state === 'record' ? [entry.record] : [])),
      foreign: entries.flatMap(({ entry }) => (entry?.state === 'foreign' ? [entry.record] : [])),
      unreadable: [...(this.#memento.unreadable?.() ?? []), ...unclear],
    };
  }

  /** Nothing may come between reading a record and writing it, from other windows either. */
  #exclusively<T>(key: string, work: () => Promise<T>): Promise<T> {
    return this.#mutex.run(key, () => this.#alone(key, work));
  }

  async #alone<T>(key: string, work: () => Promise<T>): Promise<T> {
    return this.#memento.exclusively?.(PREFIX + key, work) ?? work();
  }

  #read(key: string): ReturnType<typeof decodeRecord> | undefined {
    const value = this.#memento.get(PREFIX + key);
    return value === undefined ? undefined : decodeRecord(value, key);
  }

  #unclear(key: string): EngineError<'storage'> {
    return notUnderstood(this.#memento.pathOf?.(PREFIX + key) ?? PREFIX + key);
  }
}
