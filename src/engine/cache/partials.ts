import { randomUUID } from 'node:crypto';
import { constants, copyFile, mkdir, open, readFile, readdir, rename, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as v from 'valibot';
import { ifThere, onDisk } from '../disk.ts';
import { isDead, ownerSchema, thisProcess } from './owner.ts';

const metaSchema = v.object({
  key: v.string(),
  upstreamId: v.string(),
  validator: v.optional(v.string()),
  sizeBytes: v.optional(v.number()),
  /** Who writes to it now; absent when the run that did has ended. */
  owner: v.optional(ownerSchema),
});
type Meta = v.InferOutput<typeof metaSchema>;

/** What a partial file belongs to. */
export interface PartialSubject {
  readonly key: string;
  readonly upstreamId: string;
  /** As listed. */
  readonly sizeBytes: number | undefined;
  /** Whether other bytes would have another `upstreamId`. Where not, only a validator lets a later run continue. */
  readonly immutable: boolean;
}

/** A file that is being received. Only the run that made it writes to it. */
export interface PartialFile {
  readonly dataPath: string;
  /** What may be asked to continue after the bytes that are there. */
  readonly validator: string | undefined;
  /** Says, once the first answer is known, what these bytes belong to; from then on they can be continued. */
  describe(facts: { validator: string | undefined; sizeBytes: number | undefined }): Promise<void>;
  /** Leaves it to a later run, if there is anything in it. Never throws: without it, that run copies. */
  release(): Promise<void>;
  /** Forgets it, data and description. */
  remove(): Promise<void>;
}

interface Earlier {
  readonly stem: string;
  readonly meta: Meta;
  readonly receivedBytes: number;
}

/**
 * Downloads that stopped before their end. Every run has files of its own: it takes over those of a run that ended, and
 * copies those of one that may still write (a reflink where the file system can), so two runs never write to the same
 * bytes, whatever happened to leases.
 */
export class Partials {
  readonly #directory: string;

  constructor(directory: string) {
    this.#directory = directory;
  }

  /** A new file for this run, holding what an earlier one received of the same upstream file. @throws EngineError `storage` */
  begin(subject: PartialSubject): Promise<PartialFile> {
    return onDisk(this.#directory, async () => {
      await mkdir(this.#directory, { recursive: true });
      const stem = join(this.#directory, `${subject.key}.${randomUUID()}`);
      const earlier = await this.#find(subject);
      const taken = earlier && (await take(earlier, stem));
      if (!taken) await (await open(`${stem}.data`, 'wx')).close();
      return new OwnPartial(stem, subject, taken ? earlier.meta : undefined);
    });
  }

  /** The longest that fits. */
  async #find({ key, upstreamId, sizeBytes }: PartialSubject): Promise<Earlier | undefined> {
    const names = (await readdir(this.#directory)).filter(
      (name) => name.startsWith(`${key}.`) && name.endsWith('.json'),
    );
    let best: Earlier | undefined;
    for (const name of names) {
      const stem = join(this.#directory, name.slice(0, -'.json'.length));
      const meta = await readMeta(`${stem}.json`);
      const receivedBytes = (await ifThere(() => stat(`${stem}.data`)))?.size ?? 0;
      const sameSize = sizeBytes === undefined || (meta?.sizeBytes ?? sizeBytes) === sizeBytes;
      const fits = meta?.upstreamId === upstreamId && sameSize && receivedBytes <= (sizeBytes ?? Infinity);
      if (meta && fits && receivedBytes > (best?.receivedBytes ?? 0)) best = { stem, meta, receivedBytes };
    }
    return best;
  }
}

class OwnPartial implements PartialFile {
  readonly dataPath: string;
  readonly validator: string | undefined;
  readonly #stem: string;
  readonly #subject: PartialSubject;
  #meta: Meta | undefined;

  constructor(stem: string, subject: PartialSubject, meta: Meta | undefined) {
    this.dataPath = `${stem}.data`;
    this.validator = meta?.validator;
    this.#stem = stem;
    this.#subject = subject;
    this.#meta = meta;
  }

  async describe({ validator, sizeBytes }: Parameters<PartialFile['describe']>[0]): Promise<void> {
    const { key, upstreamId, immutable } = this.#subject;
    if (!immutable && validator === undefined) {
      this.#meta = undefined;
      await rm(`${this.#stem}.json`, { force: true });
      return;
    }
    const facts = { ...(validator !== undefined && { validator }), ...(sizeBytes !== undefined && { sizeBytes }) };
    this.#meta = { key, upstreamId, ...facts };
    await writeMeta(this.#stem, { ...this.#meta, owner: thisProcess() });
  }

  async release(): Promise<void> {
    const received = await stat(this.dataPath).catch(() => undefined);
    if (this.#meta && received?.size) await writeMeta(this.#stem, this.#meta).catch(() => undefined);
    else await this.remove();
  }

  remove(): Promise<void> {
    return removePair(this.#stem);
  }
}

/** Makes the bytes of an earlier run this run's own. False when another was quicker. */
async function take({ stem, meta }: Earlier, ownStem: string): Promise<boolean> {
  const ended = !meta.owner || isDead(meta.owner);
  const taken = await ifThere(async () => {
    if (ended) {
      // The description first: of several that want it, one gets it.
      await rename(`${stem}.json`, `${ownStem}.json`);
      await rename(`${stem}.data`, `${ownStem}.data`);
    } else {
      await copyFile(`${stem}.data`, `${ownStem}.data`, constants.COPYFILE_EXCL | constants.COPYFILE_FICLONE);
    }
    return true;
  });
  if (taken) await writeMeta(ownStem, { ...meta, owner: thisProcess() });
  return taken ?? false;
}

async function readMeta(path: string): Promise<Meta | undefined> {
  try {
    return v.parse(metaSchema, JSON.parse(await readFile(path, 'utf8')));
  } catch {
    return undefined;
  }
}

function writeMeta(stem: string, meta: Meta): Promise<void> {
  const path = `${stem}.json`;
  return onDisk(path, () => writeFile(path, JSON.stringify(meta)));
}

async function removePair(stem: string): Promise<void> {
  await rm(`${stem}.json`, { force: true }).catch(() => undefined);
  await rm(`${stem}.data`, { force: true }).catch(() => undefined);
}
