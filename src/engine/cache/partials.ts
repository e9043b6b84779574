import { randomUUID } from 'node:crypto';
import { constants, copyFile, rename, stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { FULL, errnoOf, ifThere, onDisk } from '../disk.ts';
import type { Clock } from '../ports.ts';
import { isDead, thisProcess } from './owner.ts';
import { OwnPartial } from './partialFile.ts';
import type { PartialFile, PartialSubject, Prefix } from './partialFile.ts';
import { hasEnded, partialStems, readPartial, removePartial, writePartial } from './partialRecord.ts';
import type { PartialRecord } from './partialRecord.ts';

interface Earlier {
  readonly stem: string;
  readonly meta: PartialRecord & { readonly proven: Prefix };
}

/**
 * Creates partial files for downloads. Each run has its own files: it takes over those of a run that ended, and copies those
 * of a run that may still write (with a reflink where possible), so two runs never write to the same bytes, whatever happens
 * to leases. Files of a run that shows no sign of life are removed after copying; if that run was only suspended, it finds
 * its file gone and fails.
 */
export class Partials {
  readonly #directory: string;
  readonly #clock: Clock;
  /** The stems of this process's own runs, which no clock that jumped makes look dead. */
  readonly #running: Set<string>;

  constructor(directory: string, clock: Clock, running = new Set<string>()) {
    this.#directory = directory;
    this.#clock = clock;
    this.#running = running;
  }

  /** The file of this run, with what an earlier one received of the same upstream file. @throws EngineError `storage` */
  begin(subject: PartialSubject): Promise<PartialFile> {
    return onDisk(this.#directory, async () => {
      const stem = join(this.#directory, `${subject.key}.${randomUUID()}`);
      const earlier = await this.#find(subject);
      const taken = earlier && (await this.#take(earlier, stem));
      const rest = { clock: this.#clock, running: this.#running };
      return new OwnPartial({ stem, subject, earlier: taken ? earlier.meta : undefined, ...rest });
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

  /** Makes the bytes of an earlier run this run's own. False when another run was faster. */
  async #take({ stem, meta }: Earlier, ownStem: string): Promise<boolean> {
    const taken = await ifThere(async () => {
      const { mtimeMs: modifiedAt } = await stat(`${stem}.data`);
      const ended = !this.#running.has(stem) && hasEnded(meta, { modifiedAt, now: this.#clock.now() });
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

/** The run is very likely dead. */
async function copyAndRemove(stem: string, ownStem: string): Promise<void> {
  try {
    await copy(stem, ownStem);
  } catch (error) {
    // If there is no room for both files, there is none for a run that wakes up, either.
    if (FULL.has(errnoOf(error) ?? '')) return move(stem, ownStem);
    throw error;
  }
  await removePartial(stem).catch(() => undefined);
}

/** If several want it, the one that moves the description gets it. */
async function move(stem: string, ownStem: string): Promise<void> {
  await rename(`${stem}.json`, `${ownStem}.json`);
  await rename(`${stem}.data`, `${ownStem}.data`);
}
