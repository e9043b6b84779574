import { randomUUID } from 'node:crypto';
import { constants, copyFile, open, rename, rm, stat, unlink, utimes } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { FULL, errnoOf, ifThere, inDirectory, onDisk } from '../disk.ts';
import type { Asset } from '../model.ts';
import type { Clock } from '../ports.ts';
import { isDead, thisProcess } from './owner.ts';
import { BEAT_MS, hasEnded, partialStems, readPartial, removePartial, writePartial } from './partialRecord.ts';
import type { PartialRecord } from './partialRecord.ts';

/** What a partial file belongs to. */
export interface PartialSubject {
  readonly key: string;
  readonly asset: Asset;
  /** Whether other bytes would have another `upstreamId`. Where not, only a validator lets a later run continue. */
  readonly immutable: boolean;
}

/** The first bytes of a file, and what they hashed to when they were synced: whatever the disk made of the rest. */
export interface Prefix {
  readonly sizeBytes: number;
  readonly sha256: string;
}

/** What is known of the bytes in a partial file. */
export interface PartialFacts {
  /** What may be asked to continue after them. */
  readonly validator: string | undefined;
  /** Of the whole, as the server said when it sent them. */
  readonly sizeBytes: number | undefined;
  readonly proven: Prefix | undefined;
}

/** A file that is being received. Only the run that made it writes to it. */
export interface PartialFile {
  readonly dataPath: string;
  /** What an earlier run left of the same upstream file; bytes after the proven ones are worth nothing. */
  readonly earlier: (PartialFacts & { readonly proven: Prefix }) | undefined;
  /**
   * Says what is known by now. Gives whether more bytes can ever be told to belong to these: where neither a validator
   * nor the upstream id and a size vouch for that, they cannot be continued.
   */
  describe(facts: PartialFacts): Promise<boolean>;
  /** Leaves it to a later run, if anything in it is proven. Never throws: without it, that run copies. */
  release(): Promise<void>;
  /** Forgets it, data and description. */
  remove(): Promise<void>;
}

interface Earlier {
  readonly stem: string;
  readonly meta: PartialRecord & { readonly proven: Prefix };
}

/**
 * Downloads that stopped before their end. Every run has files of its own: it takes over those of a run that ended, and
 * copies those of one that may still write (a reflink where the file system can), so two runs never write to the same
 * bytes, whatever happened to leases. What was copied from a run that shows no life any more is removed; if that run was
 * only asleep, it finds its file gone and fails.
 */
export class Partials {
  readonly #directory: string;
  readonly #clock: Clock;

  constructor(directory: string, clock: Clock) {
    this.#directory = directory;
    this.#clock = clock;
  }

  /** A new file for this run, holding what an earlier one received of the same upstream file. @throws EngineError `storage` */
  begin(subject: PartialSubject): Promise<PartialFile> {
    return onDisk(this.#directory, async () => {
      const stem = join(this.#directory, `${subject.key}.${randomUUID()}`);
      const earlier = await this.#find(subject);
      const taken = earlier && (await this.#take(earlier, stem));
      if (!taken) await (await inDirectory(this.#directory, () => open(`${stem}.data`, 'wx', 0o600))).close();
      return new OwnPartial({ stem, subject, clock: this.#clock, earlier: taken ? earlier.meta : undefined });
    });
  }

  /** The longest that fits. */
  async #find({ key, asset: { upstreamId, sizeBytes } }: PartialSubject): Promise<Earlier | undefined> {
    let best: Earlier | undefined;
    for (const stem of await partialStems(this.#directory)) {
      if (!basename(stem).startsWith(`${key}.`)) continue;
      const meta = await readPartial(stem);
      const proven = meta?.asset.upstreamId === upstreamId ? meta.proven : undefined;
      if (!meta || !proven || proven.sizeBytes <= (best?.meta.proven.sizeBytes ?? 0)) continue;
      const sameSize = sizeBytes === undefined || (meta.sizeBytes ?? sizeBytes) === sizeBytes;
      const receivedBytes = (await ifThere(() => stat(`${stem}.data`)))?.size ?? 0;
      const fits = sameSize && proven.sizeBytes <= Math.min(receivedBytes, sizeBytes ?? Infinity);
      if (fits) best = { stem, meta: { ...meta, proven } };
    }
    return best;
  }

  /** Makes the bytes of an earlier run this run's own. False when another was quicker. */
  async #take({ stem, meta }: Earlier, ownStem: string): Promise<boolean> {
    const taken = await ifThere(async () => {
      const { mtimeMs: modifiedAt } = await stat(`${stem}.data`);
      const ended = hasEnded(meta, { modifiedAt, now: this.#clock.now() });
      if (ended && (!meta.owner || isDead(meta.owner))) await move(stem, ownStem);
      else if (ended) await copyAndRemove(stem, ownStem);
      else await copy(stem, ownStem);
      return true;
    });
    if (taken) await writePartial(ownStem, { ...meta, owner: thisProcess() }, this.#clock);
    return taken ?? false;
  }
}

function copy(stem: string, ownStem: string): Promise<void> {
  return copyFile(`${stem}.data`, `${ownStem}.data`, constants.COPYFILE_EXCL | constants.COPYFILE_FICLONE);
}

/** Of a run that is very likely dead. */
async function copyAndRemove(stem: string, ownStem: string): Promise<void> {
  try {
    await copy(stem, ownStem);
  } catch (error) {
    // Without room for both there is none for a run that wakes up either.
    if (FULL.has(errnoOf(error) ?? '')) return move(stem, ownStem);
    throw error;
  }
  await removePartial(stem).catch(() => undefined);
}

/** Of several that want it, one gets it: whoever moves the description. */
async function move(stem: string, ownStem: string): Promise<void> {
  await rename(`${stem}.json`, `${ownStem}.json`);
  await rename(`${stem}.data`, `${ownStem}.data`);
}

interface OwnPartialOptions {
  readonly stem: string;
  readonly subject: PartialSubject;
  readonly clock: Clock;
  readonly earlier: Earlier['meta'] | undefined;
}

class OwnPartial implements PartialFile {
  readonly dataPath: string;
  readonly earlier: PartialFile['earlier'];
  readonly #stem: string;
  readonly #subject: PartialSubject;
  readonly #clock: Clock;
  #meta: PartialRecord | undefined;
  /** Whether there is a record on disk. Without proven bytes nobody has a use for one, and most downloads end before. */
  #isRecorded: boolean;
  #stopBeating: () => void = () => undefined;

  constructor({ stem, subject, clock, earlier }: OwnPartialOptions) {
    this.dataPath = `${stem}.data`;
    this.earlier = earlier && { validator: earlier.validator, sizeBytes: earlier.sizeBytes, proven: earlier.proven };
    this.#stem = stem;
    this.#subject = subject;
    this.#clock = clock;
    this.#meta = earlier;
    this.#isRecorded = earlier !== undefined;
    this.#beat();
  }

  /** Shows that this run is alive, also while nothing comes. */
  #beat(): void {
    this.#stopBeating = this.#clock.after(BEAT_MS, () => {
      const seconds = this.#clock.now() / 1000;
      utimes(this.dataPath, seconds, seconds).catch(() => undefined);
      this.#beat();
    });
  }

  async describe({ validator, sizeBytes, proven }: PartialFacts): Promise<boolean> {
    const { key, asset, immutable } = this.#subject;
    const canContinue = validator !== undefined || (immutable && sizeBytes !== undefined);
    this.#meta = canContinue ? { key, asset, validator, sizeBytes, proven } : undefined;
    if (this.#meta?.proven) {
      this.#isRecorded = true;
      await writePartial(this.#stem, { ...this.#meta, owner: thisProcess() }, this.#clock);
    } else if (this.#isRecorded) {
      this.#isRecorded = false;
      await rm(`${this.#stem}.json`, { force: true });
    }
    return canContinue;
  }

  async release(): Promise<void> {
    if (!this.#meta?.proven) return this.remove();
    this.#stopBeating();
    await writePartial(this.#stem, { ...this.#meta, owner: undefined }, this.#clock).catch(() => undefined);
  }

  async remove(): Promise<void> {
    this.#stopBeating();
    this.#meta = undefined;
    const removed = this.#isRecorded ? removePartial(this.#stem) : unlink(this.dataPath);
    await removed.catch(() => undefined);
  }
}
