import { stat } from 'node:fs/promises';
import { Attempts } from '../attempts.ts';
import { ifThere, onDisk } from '../disk.ts';
import type { Asset } from '../model.ts';
import type { Clock } from '../ports.ts';
import { hasEnded, partialStems, readPartial, removePartial } from './partialRecord.ts';

/** A download that stopped before its end. Downloading the asset again continues it. */
export interface PartialDownload {
  readonly key: string;
  /** The asset that the bytes belong to. All of it is text from a server. */
  readonly asset: Asset;
  /** The bytes that need not be fetched again. */
  readonly receivedBytes: number;
  /** The size of the whole file, if known. */
  readonly sizeBytes: number | undefined;
  /** Milliseconds since the epoch. */
  readonly updatedAt: number;
}

/** A partial download with the common name of its files. */
export interface PartialOnDisk extends PartialDownload {
  readonly stem: string;
}

/** Stopped downloads on disk. Running ones, in any window, are ignored. */
export class PartialDownloads {
  readonly #directory: string;
  readonly #clock: Clock;
  readonly #running: ReadonlySet<string>;

  /** `running`: the stems that this process writes to. */
  constructor(directory: string, clock: Clock, running: ReadonlySet<string> = new Set()) {
    this.#directory = directory;
    this.#clock = clock;
    this.#running = running;
  }

  /** One of each asset, the one with the most bytes; the last one to stop comes first. @throws EngineError `storage` */
  async list(): Promise<readonly PartialDownload[]> {
    const byKey = Map.groupBy(await this.find(), ({ key }) => key);
    return [...byKey.values()]
      .map((same) => same.reduce((one, other) => (other.receivedBytes > one.receivedBytes ? other : one)))
      .map(({ stem: _stem, ...partial }) => partial)
      .sort((a, b) => b.updatedAt - a.updatedAt);
  }

  /** Removes the partial downloads of these assets. Returns the bytes freed. @throws EngineError `storage` */
  async drop(keys: readonly string[]): Promise<number> {
    const dropped = new Set(keys);
    return this.remove((await this.find()).filter(({ key }) => dropped.has(key)));
  }

  /** All of them, also several of one asset. @throws EngineError `storage` */
  find(): Promise<readonly PartialOnDisk[]> {
    return onDisk(this.#directory, async () => {
      const stems = await partialStems(this.#directory);
      return (await Promise.all(stems.map((stem) => this.#look(stem)))).filter((partial) => partial !== undefined);
    });
  }

  /** Tries each; returns the bytes freed. @throws EngineError `storage` at the end */
  async remove(partials: readonly PartialOnDisk[]): Promise<number> {
    const attempts = new Attempts();
    let freedBytes = 0;
    for (const { stem, receivedBytes } of partials) {
      freedBytes += await attempts.try(() => removePartial(stem).then(() => receivedBytes), 0);
    }
    attempts.end();
    return freedBytes;
  }

  async #look(stem: string): Promise<PartialOnDisk | undefined> {
    const record = await readPartial(stem);
    const data = await ifThere(() => stat(`${stem}.data`));
    if (!record?.proven || !data) return undefined;
    if (this.#running.has(stem) || !hasEnded(record, { modifiedAt: data.mtimeMs, now: this.#clock.now() }))
      return undefined;
    const { key, asset } = record;
    const sizeBytes = asset.sizeBytes ?? record.sizeBytes;
    return { stem, key, asset, receivedBytes: record.proven.sizeBytes, sizeBytes, updatedAt: data.mtimeMs };
  }
}
