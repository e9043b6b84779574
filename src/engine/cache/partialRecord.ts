import { readFile, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as v from 'valibot';
import { ifThere, onDisk, replaceFile } from '../disk.ts';
import { count, sourceSchema } from '../keptSchemas.ts';
import type { Clock } from '../ports.ts';
import { isDead, ownerSchema } from './owner.ts';

/** What an asset is, as far as it takes to show it and to ask for it again. */
const assetSchema = v.pipe(
  v.object({
    instance: v.string(),
    source: sourceSchema,
    version: v.string(),
    name: v.string(),
    upstreamId: v.string(),
    storage: v.picklist(['attachment', 'packageFile', 'external']),
    sizeBytes: v.optional(count),
    digests: v.object({
      sha256: v.exactOptional(v.string()),
      sha384: v.exactOptional(v.string()),
      sha512: v.exactOptional(v.string()),
    }),
    externalUrl: v.exactOptional(v.string()),
  }),
  v.transform((asset) => ({ ...asset, sizeBytes: asset.sizeBytes })),
);

const metaSchema = v.object({
  key: v.string(),
  asset: assetSchema,
  validator: v.optional(v.string()),
  sizeBytes: v.optional(v.number()),
  proven: v.optional(v.object({ sizeBytes: v.number(), sha256: v.string() })),
  /** Who writes to it now; absent when the run that did has ended. */
  owner: v.optional(ownerSchema),
});

/** What is kept beside the bytes of a partial file. */
export type PartialRecord = v.InferOutput<typeof metaSchema>;

/** Longer than any run lets pass between two writes, as a rule; a sign of life whatever its owner looks like from here. */
const YOUNG_MS = 60_000;

/** The common beginning of the names of each pair, data and record. */
export async function partialStems(directory: string): Promise<readonly string[]> {
  const names = (await ifThere(() => readdir(directory))) ?? [];
  return names.filter((name) => name.endsWith('.json')).map((name) => join(directory, name.slice(0, -'.json'.length)));
}

/** `undefined` when there is none, or none that can be read. */
export async function readPartial(stem: string): Promise<PartialRecord | undefined> {
  try {
    return v.parse(metaSchema, JSON.parse(await readFile(`${stem}.json`, 'utf8')));
  } catch {
    return undefined;
  }
}

/** As a whole: a record that is torn would be the end of all that was received. */
export function writePartial(stem: string, record: PartialRecord, clock: Clock): Promise<void> {
  const path = `${stem}.json`;
  return onDisk(path, async () => {
    await writeFile(`${path}.tmp`, JSON.stringify(record), { flush: true });
    await replaceFile(`${path}.tmp`, path, clock);
  });
}

/** Record and data. Never throws. */
export async function removePartial(stem: string): Promise<void> {
  for (const suffix of ['.json.tmp', '.json', '.data']) {
    await rm(`${stem}${suffix}`, { force: true }).catch(() => undefined);
  }
}

/** Whether the run that made it writes to it no more. Rejects when its data is gone. */
export async function hasEnded(stem: string, { owner }: PartialRecord, now: number): Promise<boolean> {
  if (!owner) return true;
  const { mtimeMs } = await stat(`${stem}.data`);
  return isDead(owner) && Math.abs(now - mtimeMs) >= YOUNG_MS;
}
