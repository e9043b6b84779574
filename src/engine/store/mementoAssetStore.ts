import * as v from 'valibot';
import { scopeId } from '../model.ts';
import type { ArtifactSource } from '../model.ts';
import type { AssetRecord, AssetStore, Memento } from '../ports.ts';
import { Turns } from '../turns.ts';
import { recordSchema } from './recordSchema.ts';

/** Tells our entries from others in a memento that is shared, as the editor's is. */
const PREFIX = 'asset ';

/**
 * Records in a `Memento`, one entry a key. It keeps nothing of its own, so it is as durable and as shared as its backend.
 * An entry that is not a record counts as absent.
 */
export class MementoAssetStore implements AssetStore {
  readonly #memento: Memento;
  /** What reads a record to write it again must not be overtaken in between. */
  readonly #changes = new Turns();

  constructor(memento: Memento) {
    this.#memento = memento;
  }

  async find(key: string): Promise<AssetRecord | undefined> {
    await this.#memento.refresh?.(PREFIX + key);
    return this.#read(PREFIX + key);
  }

  upsert(record: AssetRecord): Promise<{ row: AssetRecord; replacedSha256?: string }> {
    return this.#changes.take(record.key, async () => {
      const before = await this.find(record.key);
      await this.#memento.update(PREFIX + record.key, record);
      const replaced = before && before.sha256 !== record.sha256;
      return { row: record, ...(replaced && { replacedSha256: before.sha256 }) };
    });
  }

  edit(key: string, change: (record: AssetRecord) => AssetRecord): Promise<AssetRecord | undefined> {
    return this.#changes.take(key, async () => {
      const before = await this.find(key);
      const after = before && change(before);
      if (after && after !== before) await this.#memento.update(PREFIX + key, after);
      return after;
    });
  }

  async touch(key: string, usedAt: number): Promise<void> {
    await this.edit(key, (record) => (usedAt > record.usedAt ? { ...record, usedAt } : record));
  }

  async deleteForVersion(instance: string, source: ArtifactSource, version: string): Promise<readonly AssetRecord[]> {
    const scope = scopeId(instance, source);
    const records = (await this.list()).filter(
      (record) => record.version === version && scopeId(record.instance, record.source) === scope,
    );
    for (const record of records) await this.delete(record.key);
    return records;
  }

  async shaReferenced(sha256: string): Promise<boolean> {
    return (await this.list()).some((record) => record.sha256 === sha256);
  }

  async totalSizeBytes(): Promise<number> {
    const sizes = new Map((await this.list()).map((record) => [record.sha256, record.sizeBytes]));
    return [...sizes.values()].reduce((sum, sizeBytes) => sum + sizeBytes, 0);
  }

  async oldest(limit: number): Promise<readonly AssetRecord[]> {
    const records = [...(await this.list())];
    return records.sort((a, b) => a.usedAt - b.usedAt || (a.key < b.key ? -1 : 1)).slice(0, limit);
  }

  delete(key: string, mayGo: (record: AssetRecord) => boolean = () => true): Promise<boolean> {
    return this.#changes.take(key, async () => {
      const before = await this.find(key);
      if (before && !mayGo(before)) return false;
      await this.#memento.update(PREFIX + key, undefined);
      return before !== undefined;
    });
  }

  async list(): Promise<readonly AssetRecord[]> {
    await this.#memento.refresh?.();
    const keys = this.#memento.keys().filter((key) => key.startsWith(PREFIX));
    return keys.map((key) => this.#read(key)).filter((record) => record !== undefined);
  }

  #read(key: string): AssetRecord | undefined {
    const record = decodeRecord(this.#memento.get(key));
    return record && PREFIX + record.key === key ? record : undefined;
  }
}

/** What values that a memento gives again and again were decoded to: a list of thousands is asked for at every change. */
const decoded = new WeakMap<object, AssetRecord | undefined>();

function decodeRecord(value: unknown): AssetRecord | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  if (decoded.has(value)) return decoded.get(value);
  const result = v.safeParse(recordSchema, value);
  // The schema is the type, but for optional fields that may not be `undefined` here.
  const record = result.success ? (Object.freeze(result.output) as AssetRecord) : undefined;
  // Only what can no longer change stands for its decoded form.
  if (Object.isFrozen(value)) decoded.set(value, record);
  return record;
}
