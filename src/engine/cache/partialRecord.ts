import { readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as v from 'valibot';
import { ageMs } from '../age.ts';
import { listNames, onDisk, replaceFile } from '../disk.ts';
import { assetSchema } from '../storedSchemas.ts';
import type { Clock } from '../ports.ts';
import { isDead, ownerSchema } from './owner.ts';

const metaSchema = v.object({
  key: v.string(),
  asset: assetSchema,
  validator: v.optional(v.string()),
  sizeBytes: v.optional(v.number()),
  proven: v.optional(v.object({ sizeBytes: v.number(), sha256: v.string() })),
  /** The process that writes to it; absent once that run has ended. */
  owner: v.optional(ownerSchema),
});

/** The record stored next to the bytes of a partial file. */
export type PartialRecord = v.InferOutput<typeof metaSchema>;

/** A run touches its data at least this often, whether anything arrives or not. */
export const BEAT_MS = 60_000;
/** A run that did not touch it for so long has ended, because processes of other machines and boots cannot be asked. */
const SILENT_MS = 10 * BEAT_MS;
/** A sign of life, even of a process that seems to be gone: its number may mean another one. */
const YOUNG_MS = 60_000;

/** The common beginning of the names of each pair, data and record. */
export async function partialStems(directory: string): Promise<readonly string[]> {
  const names = await listNames(directory);
  return names.filter((name) => name.endsWith('.json')).map((name) => join(directory, name.slice(0, -'.json'.length)));
}

/** `undefined` if there is none or it cannot be read. */
export async function readPartial(stem: string): Promise<PartialRecord | undefined> {
  try {
    return v.parse(metaSchema, JSON.parse(await readFile(`${stem}.json`, 'utf8')));
  } catch {
    return undefined;
  }
}

/** Written atomically: a torn record would lose all received bytes. */
export function writePartial(stem: string, record: PartialRecord, clock: Clock): Promise<void> {
  const path = `${stem}.json`;
  return onDisk(path, async () => {
    await writeFile(`${path}.tmp`, JSON.stringify(record), { flush: true, mode: 0o600 });
    await replaceFile(`${path}.tmp`, path, clock);
  });
}

/** Data and record, in this order: what cannot be removed is still shown. @throws EngineError `storage` */
export function removePartial(stem: string): Promise<void> {
  return onDisk(stem, async () => {
    for (const suffix of ['.data', '.json', '.json.tmp']) await rm(`${stem}${suffix}`, { force: true });
  });
}

/** Whether the run that made it no longer writes to it. `modifiedAt` is the time of its data. */
export function hasEnded(
  { owner }: PartialRecord,
  { modifiedAt, now }: { readonly modifiedAt: number; readonly now: number },
): boolean {
  if (!owner) return true;
  const silentMs = ageMs(now, modifiedAt);
  return silentMs >= SILENT_MS || (isDead(owner) && silentMs >= YOUNG_MS);
}
