import { stat } from 'node:fs/promises';
import { ifThere, onDisk } from '../disk.ts';
import type { Asset } from '../model.ts';
import type { AssetRecord, Clock } from '../ports.ts';
import { selectForEviction, totalSize } from './eviction.ts';
import type { EvictionState } from './eviction.ts';
import { hasEnded, partialStems, readPartial, removePartial } from './partialRecord.ts';

/** A download that stopped before its end. Downloading the asset again continues it. */
export interface IdlePartial {
  readonly key: string;
  /** What it is of: whatever is in it came from a server. */
  readonly asset: Asset;
  /** What need not be fetched again. */
  readonly receivedBytes: number;
  /** Of the whole, as far as it is known. */
  readonly sizeBytes: number | undefined;
  /** Milliseconds since the epoch. */
  readonly updatedAt: number;
}

interface Found extends IdlePartial {
  readonly stem: string;
}

/** The downloads that stopped, as they lie on disk. Those at work, in whichever window, are left alone. */
export class IdlePartials {
  readonly #directory: string;
  readonly #clock: Clock;

  constructor(directory: string, clock: Clock) {
    this.#directory = directory;
    this.#clock = clock;
  }

  /** The furthest of each asset, the last that stopped first. @throws EngineError `storage` */
  async list(): Promise<readonly IdlePartial[]> {
    const byKey = Map.groupBy(await this.#find(), ({ key }) => key);
    return [...byKey.values()]
      .map((same) => same.reduce((one, other) => (other.receivedBytes > one.receivedBytes ? other : one)))
      .map(({ stem: _stem, ...partial }) => partial)
      .sort((a, b) => b.updatedAt - a.updatedAt);
  }

  /** Removes what was received of one asset. Gives the bytes that this freed. @throws EngineError `storage` */
  async drop(key: string): Promise<number> {
    return this.#remove((await this.#find()).filter((partial) => partial.key === key));
  }

  /** Removes what is older than what would have to go in its place. Gives the bytes that this freed, and those that stay. */
  async makeRoom(state: EvictionState): Promise<{ readonly freedBytes: number; readonly keptBytes: number }> {
    const found = await this.#find();
    const going = new Set(selectPartials(found, state));
    const freedBytes = await this.#remove([...going]);
    return { freedBytes, keptBytes: sumOf(found.filter((partial) => !going.has(partial))) };
  }

  #find(): Promise<readonly Found[]> {
    return onDisk(this.#directory, async () => {
      const stems = await partialStems(this.#directory);
      return (await Promise.all(stems.map((stem) => this.#look(stem)))).filter((partial) => partial !== undefined);
    });
  }

  async #look(stem: string): Promise<Found | undefined> {
    const record = await readPartial(stem);
    const data = await ifThere(() => stat(`${stem}.data`));
    if (!record?.proven || !data) return undefined;
    const ended = await ifThere(() => hasEnded(stem, record, this.#clock.now()));
    if (!ended) return undefined;
    const { key, asset } = record;
    const sizeBytes = asset.sizeBytes ?? record.sizeBytes;
    return { stem, key, asset, receivedBytes: record.proven.sizeBytes, sizeBytes, updatedAt: data.mtimeMs };
  }

  async #remove(partials: readonly Found[]): Promise<number> {
    for (const { stem } of partials) await removePartial(stem);
    return sumOf(partials);
  }
}

/**
 * The partials to remove so that they and the records fit, the oldest first. Pure. One goes when it is older than a record
 * that would have to go else, or when no record may.
 */
export function selectPartials<T extends Pick<IdlePartial, 'receivedBytes' | 'updatedAt'>>(
  partials: readonly T[],
  state: EvictionState,
): readonly T[] {
  const staying = [...partials].sort((a, b) => a.updatedAt - b.updatedAt);
  const going: T[] = [];
  for (const oldest of [...staying]) {
    const maxSizeBytes = state.maxSizeBytes - sumOf(staying);
    const records = selectForEviction({ ...state, maxSizeBytes });
    if (fits(state.records, records, maxSizeBytes) && !records.some(({ usedAt }) => usedAt > oldest.updatedAt)) break;
    going.push(oldest);
    staying.shift();
  }
  return going;
}

function fits(all: readonly AssetRecord[], without: readonly AssetRecord[], maxSizeBytes: number): boolean {
  const gone = new Set(without);
  return totalSize(all.filter((record) => !gone.has(record))) <= maxSizeBytes;
}

function sumOf(partials: readonly Pick<IdlePartial, 'receivedBytes'>[]): number {
  return partials.reduce((sum, { receivedBytes }) => sum + receivedBytes, 0);
}
