import { randomUUID } from 'node:crypto';
import { constants, copyFile, mkdir, open, readFile, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as v from 'valibot';
import { ifThere, onDisk } from './disk.ts';

const metaSchema = v.object({
  key: v.string(),
  upstreamId: v.string(),
  validator: v.optional(v.string()),
  sizeBytes: v.optional(v.number()),
});
type Meta = v.InferOutput<typeof metaSchema>;

/** A file that is being received. Only the run that made it writes to it. */
export interface PartialFile {
  readonly dataPath: string;
  /** What may be asked to continue after the bytes that are there. */
  readonly validator: string | undefined;
  /** Says, once the first answer is known, what these bytes belong to; from then on they can be continued. */
  describe(facts: { validator: string | undefined; sizeBytes: number | undefined }): Promise<void>;
  /** Forgets it, data and description. */
  remove(): Promise<void>;
}

/**
 * Downloads that stopped before their end. Every run has files of its own: one that finds an older one copies it (a
 * reflink where the file system can), so two runs never write to the same bytes, whatever happened to leases.
 */
export class Partials {
  readonly #directory: string;

  constructor(directory: string) {
    this.#directory = directory;
  }

  /** A new file for this run, holding what an earlier one received of the same upstream file. @throws EngineError `storage` */
  begin(key: string, upstreamId: string, sizeBytes: number | undefined): Promise<PartialFile> {
    return onDisk(this.#directory, async () => {
      await mkdir(this.#directory, { recursive: true });
      const stem = join(this.#directory, `${key}.${randomUUID()}`);
      const earlier = await this.#find(key, upstreamId, sizeBytes);
      const dataPath = `${stem}.data`;
      if (earlier) {
        await copyFile(`${earlier.stem}.data`, dataPath, constants.COPYFILE_EXCL | constants.COPYFILE_FICLONE);
        await writeFile(`${stem}.json`, JSON.stringify(earlier.meta));
        await removePair(earlier.stem);
      } else {
        await (await open(dataPath, 'wx')).close();
      }
      return {
        dataPath,
        validator: earlier?.meta.validator,
        describe: ({ validator, sizeBytes: whole }) => {
          const meta = {
            key,
            upstreamId,
            ...(validator && { validator }),
            ...(whole !== undefined && { sizeBytes: whole }),
          };
          return onDisk(dataPath, () => writeFile(`${stem}.json`, JSON.stringify(meta satisfies Meta)));
        },
        remove: () => removePair(stem),
      };
    });
  }

  /** The longest that fits. */
  async #find(
    key: string,
    upstreamId: string,
    sizeBytes: number | undefined,
  ): Promise<{ stem: string; meta: Meta } | undefined> {
    const names = (await readdir(this.#directory)).filter(
      (name) => name.startsWith(`${key}.`) && name.endsWith('.json'),
    );
    let best: { stem: string; meta: Meta; received: number } | undefined;
    for (const name of names) {
      const stem = join(this.#directory, name.slice(0, -'.json'.length));
      const meta = await readMeta(`${stem}.json`);
      const received = (await ifThere(() => stat(`${stem}.data`)))?.size ?? 0;
      const sameSize = sizeBytes === undefined || (meta?.sizeBytes ?? sizeBytes) === sizeBytes;
      const fits = meta?.upstreamId === upstreamId && sameSize;
      if (meta && fits && received > (best?.received ?? 0) && received <= (sizeBytes ?? Infinity)) {
        best = { stem, meta, received };
      }
    }
    return best;
  }
}

async function readMeta(path: string): Promise<Meta | undefined> {
  try {
    return v.parse(metaSchema, JSON.parse(await readFile(path, 'utf8')));
  } catch {
    return undefined;
  }
}

async function removePair(stem: string): Promise<void> {
  await rm(`${stem}.json`, { force: true }).catch(() => undefined);
  await rm(`${stem}.data`, { force: true }).catch(() => undefined);
}
