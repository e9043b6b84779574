import type { AssetRecord } from '../../engine/index.ts';
import { sweepNamedFiles } from '../downloads/namedFiles.ts';
import { count, formatSize, plain } from '../words/format.ts';
import type { Services } from '../services.ts';
import { cachedTargets } from './pickRecord.ts';

/** Removes files from the cache; asks first where several or pinned ones would go. Says how much it freed. */
export async function evict(services: Services, ...args: readonly unknown[]): Promise<void> {
  const records = await cachedTargets(services, args, 'Remove From Cache');
  if (records.length === 0) return;
  const { cache } = await services.engine.get();
  const frees = freedBytes(records, await cache.list());
  if (needsQuestion(records)) {
    const agreed = await services.ui.confirm(evictQuestion(records), evictDetail(records, frees), 'Remove');
    if (!agreed) return;
  }
  const freed = await evictRecords(services, records);
  void services.ui.inform(`Removed ${what(records)}; ${formatSize(freed)} freed.`);
}

/** Gives the bytes that this freed. */
export async function evictRecords({ engine, downloads }: Services, records: readonly AssetRecord[]): Promise<number> {
  const { cache } = await engine.get();
  let freed = 0;
  for (const { key } of records) freed += await cache.evict(key);
  downloads.clear(records.map(({ key }) => key));
  const left = new Set((await cache.list()).map(({ key }) => key));
  await sweepNamedFiles(engine.directory, (key) => left.has(key));
  return freed;
}

export function needsQuestion(records: readonly AssetRecord[]): boolean {
  return records.length > 1 || records.some(({ pinned }) => pinned);
}

/** What removing these frees: bytes that other records share stay. */
export function freedBytes(records: readonly AssetRecord[], all: readonly AssetRecord[]): number {
  const gone = new Set(records.map(({ key }) => key));
  const kept = new Set(all.filter(({ key }) => !gone.has(key)).map(({ sha256 }) => sha256));
  const sizes = new Map(records.filter(({ sha256 }) => !kept.has(sha256)).map((record) => [record.sha256, record]));
  return [...sizes.values()].reduce((sum, { sizeBytes }) => sum + sizeBytes, 0);
}

function what(records: readonly AssetRecord[]): string {
  const [only] = records;
  return only && records.length === 1 ? plain(only.name, 80) : count(records.length, 'file');
}

function evictQuestion(records: readonly AssetRecord[]): string {
  return `Remove ${what(records)} from the cache?`;
}

export function evictDetail(records: readonly AssetRecord[], frees: number): string {
  const pinned = records.filter((record) => record.pinned).length;
  const note = pinned > 0 ? ` ${pinned === records.length ? 'Pinned' : `${pinned} of them pinned`}.` : '';
  return `This frees ${formatSize(frees)}.${note} They can be downloaded again as long as the instance has them.`;
}
