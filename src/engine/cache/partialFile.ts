import { open, rm, unlink, utimes } from 'node:fs/promises';
import type { FileHandle } from 'node:fs/promises';
import { dirname } from 'node:path';
import { inDirectory, openExisting } from '../disk.ts';
import type { Asset } from '../model.ts';
import type { Clock } from '../ports.ts';
import { thisProcess } from './owner.ts';
import { BEAT_MS, removePartial, writePartial } from './partialRecord.ts';
import type { PartialRecord } from './partialRecord.ts';

/** The download that a partial file belongs to. */
export interface PartialSubject {
  readonly key: string;
  readonly asset: Asset;
  /** Whether the upstream id changes with the bytes. Where not, only a validator lets a later run continue. */
  readonly immutable: boolean;
}

/** The first bytes of a file, and what they hashed to when they were synced: nothing is assumed about the rest. */
export interface Prefix {
  readonly sizeBytes: number;
  readonly sha256: string;
}

/** Facts about the bytes in a partial file. */
export interface PartialFacts {
  /** The validator to send with a request for the rest. */
  readonly validator: string | undefined;
  /** The size of the whole file, as the server announced it. */
  readonly sizeBytes: number | undefined;
  readonly proven: Prefix | undefined;
}

/** A file that is being received. Only the run that created it writes to it. */
export interface PartialFile {
  readonly dataPath: string;
  /** The part of the same upstream file that an earlier run left. Bytes after the proven ones are worthless. */
  readonly earlier: (PartialFacts & { readonly proven: Prefix }) | undefined;
  /** Opens it to read and write, and creates it if there is no `earlier` part. Rejects with the system's error. */
  open(): Promise<FileHandle>;
  /**
   * Records new facts. Returns whether the download can be resumed: without a validator, or an upstream id and a size, no
   * later bytes can be shown to belong to these.
   */
  describe(facts: PartialFacts): Promise<boolean>;
  /** Leaves it to a later run, if anything in it is proven. Never throws: without it, that run copies. */
  release(): Promise<void>;
  /** Forgets it, data and description. `isMoved`: the data has been moved away. */
  remove(options?: { readonly isMoved: boolean }): Promise<void>;
}

interface OwnPartialOptions {
  readonly stem: string;
  readonly subject: PartialSubject;
  readonly clock: Clock;
  readonly running: Set<string>;
  readonly earlier: (PartialRecord & { readonly proven: Prefix }) | undefined;
}

/** The partial file of a run of this process. */
export class OwnPartial implements PartialFile {
  readonly dataPath: string;
  readonly earlier: PartialFile['earlier'];
  readonly #stem: string;
  readonly #subject: PartialSubject;
  readonly #clock: Clock;
  #meta: PartialRecord | undefined;
  /**
   * Whether a whole record is on disk, so that a later run finds the bytes. It is not needed without proven bytes, and most
   * downloads finish before that.
   */
  #isRecorded: boolean;
  readonly #running: Set<string>;
  #stopBeating: () => void = () => undefined;

  constructor({ stem, subject, clock, running, earlier }: OwnPartialOptions) {
    this.dataPath = `${stem}.data`;
    this.earlier = earlier && { validator: earlier.validator, sizeBytes: earlier.sizeBytes, proven: earlier.proven };
    this.#stem = stem;
    this.#subject = subject;
    this.#clock = clock;
    this.#meta = earlier;
    this.#isRecorded = earlier !== undefined;
    this.#running = running;
    running.add(stem);
    this.#beat();
  }

  /** Shows that this run is alive, even while nothing arrives. */
  #beat(): void {
    this.#stopBeating = this.#clock.after(BEAT_MS, () => {
      const seconds = this.#clock.now() / 1000;
      utimes(this.dataPath, seconds, seconds).catch(() => undefined);
      this.#beat();
    });
  }

  open(): Promise<FileHandle> {
    if (this.earlier) return openExisting(this.dataPath, 'r+');
    return inDirectory(dirname(this.dataPath), () => open(this.dataPath, 'wx', 0o600));
  }

  async describe({ validator, sizeBytes, proven }: PartialFacts): Promise<boolean> {
    const { key, asset, immutable } = this.#subject;
    const canContinue = validator !== undefined || (immutable && sizeBytes !== undefined);
    this.#meta = canContinue ? { key, asset, validator, sizeBytes, proven } : undefined;
    if (this.#meta?.proven) {
      await writePartial(this.#stem, { ...this.#meta, owner: thisProcess() }, this.#clock);
      this.#isRecorded = true;
    } else if (this.#isRecorded) {
      this.#isRecorded = false;
      await rm(`${this.#stem}.json`, { force: true });
    }
    return canContinue;
  }

  #end(): void {
    this.#stopBeating();
    this.#running.delete(this.#stem);
  }

  async release(): Promise<void> {
    if (!this.#meta?.proven) return this.remove();
    this.#end();
    try {
      await writePartial(this.#stem, { ...this.#meta, owner: undefined }, this.#clock);
    } catch {
      if (!this.#isRecorded) await removePartial(this.#stem).catch(() => undefined);
    }
  }

  async remove({ isMoved } = { isMoved: false }): Promise<void> {
    this.#end();
    const isOnlyData = !this.#isRecorded && !this.#meta?.proven;
    this.#meta = undefined;
    if (isMoved && isOnlyData) return;
    const removed = isOnlyData ? unlink(this.dataPath) : removePartial(this.#stem);
    await removed.catch(() => undefined);
  }
}
