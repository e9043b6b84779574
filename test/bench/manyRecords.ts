import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { cp, mkdir, utimes, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import cacache from 'cacache';
import { DEFAULT_TRUST } from '../../src/engine/verify/trust.ts';
import { recordKey } from '../../src/engine/index.ts';
import { storedRecord } from '../../src/engine/store/recordEntry.ts';
import type { Asset } from '../../src/engine/index.ts';
import { makeEvidence, makeRecord } from '../support/records.ts';
import { makeAsset } from '../support/makeAsset.ts';
import { pooled } from './contenders/contender.ts';
import { THIS_SYSTEM } from '../support/thisSystem.ts';

const SIZE_BYTES = 1024;
const HOUR_MS = 3_600_000;

const sha256Of = (bytes: string): string => createHash('sha256').update(bytes).digest('hex');
const bytesAt = (number: number): string => `${number}`.padStart(SIZE_BYTES);
const entryOf = (asset: Asset): string => `asset ${recordKey(asset)}`;

export const assetAt = (number: number): Asset => makeAsset({ upstreamId: `uuid ${number}`, sizeBytes: SIZE_BYTES });

export const stateDirectory = (directory: string): string => join(directory, 'cache-v1', 'state');

export const recordPathAt = (directory: string, number: number): string =>
  join(stateDirectory(directory), `${sha256Of(entryOf(assetAt(number)))}.json`);

export function blobPathAt(directory: string, number: number): string {
  const sha256 = sha256Of(bytesAt(number));
  return join(directory, 'cache-v1', 'blobs', 'sha256', sha256.slice(0, 2), sha256);
}

/**
 * Creates a cache with `count` records, all stored an hour ago and last used at about `usedAt`, each at a different time.
 */
export async function placeRecords(directory: string, count: number, usedAt = Date.now() - HOUR_MS): Promise<void> {
  const storedAt = Date.now() - HOUR_MS;
  await mkdir(stateDirectory(directory), { recursive: true });
  const place = async (number: number): Promise<void> => {
    const asset = assetAt(number);
    const { upstreamId } = asset;
    const rest = {
      key: recordKey(asset),
      upstreamId,
      sizeBytes: SIZE_BYTES,
      storedAt,
      usedAt: usedAt + number / count,
    };
    const sha256 = sha256Of(bytesAt(number));
    const evidence = makeEvidence('none', { digests: { sha256 }, trustId: DEFAULT_TRUST.id });
    const value = storedRecord({ ...makeRecord({ id: upstreamId, evidence }), ...rest, sha256 });
    const blob = blobPathAt(directory, number);
    const record = recordPathAt(directory, number);
    await mkdir(dirname(blob), { recursive: true });
    await writeFile(blob, bytesAt(number));
    await writeFile(record, JSON.stringify({ key: entryOf(asset), value }));
    for (const path of [blob, record]) await utimes(path, storedAt / 1000, storedAt / 1000);
  };
  await pooled([...Array(count).keys()], 64, place);
  await utimes(stateDirectory(directory), storedAt / 1000, storedAt / 1000);
}

/** Copies the records and their times into an empty directory. */
export async function copyRecords(from: string, to: string): Promise<void> {
  if (THIS_SYSTEM.commandsOfUnix) await promisify(execFile)('cp', ['-a', `${from}/.`, to]);
  else await cp(from, to, { recursive: true, preserveTimestamps: true });
}

/** Creates as many entries for cacache. */
export async function placeEntries(directory: string, count: number): Promise<void> {
  await pooled([...Array(count).keys()], 16, async (number) => {
    await cacache.put(directory, `key ${number}`, bytesAt(number), { algorithms: ['sha256'] });
  });
}
