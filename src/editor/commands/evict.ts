import type { AssetRecord } from '../../engine/index.ts';
import type { Kept } from '../cacheView/cacheNodes.ts';
import { sweepNamedFiles } from '../downloads/namedFiles.ts';
import { count, formatSize, plain } from '../../words/format.ts';
import type { Services } from '../services.ts';
import { pickKept } from '../choose/pickRecord.ts';
import { nodesOf, recordsOf, partialsOf } from '../choose/targets.ts';

/**
 * Removes files from the cache, and what came of downloads that stopped; asks first where several or pinned ones would go.
 * Says how much it freed.
 */
export async function evict(services: Services, ...args: readonly unknown[]): Promise<void> {
  const kept = await chosen(services, args);
  if (isNothing(kept)) return;
  const frees = freedBytes(kept, await services.engine.get().cache.list());
  if (needsQuestion(kept)) {
    const question = `Remove ${what(kept)} from the cache?`;
    if (!(await services.ui.confirm(question, evictDetail(kept, frees), 'Remove'))) return;
  }
  const freed = await removeKept(services, kept);
  await services.ui.inform(`Removed ${what(kept)}; ${formatSize(freed)} freed.`);
}

async function chosen(services: Services, args: readonly unknown[]): Promise<Kept> {
  const nodes = nodesOf(services, args);
  const kept = { records: await recordsOf(services, nodes), partials: await partialsOf(services, nodes) };
  if (!isNothing(kept)) return kept;
  if (args.length === 0) return pickKept(services, 'Remove From Cache');
  if (nodes.length > 0) await services.ui.inform('Not in the cache.');
  return kept;
}

/**
 * Each is tried; pinned files go only where the person was asked about some. Gives the bytes that this freed. Throws the
 * first failure at the end.
 */
export async function removeKept({ engine, downloads }: Services, { records, partials }: Kept): Promise<number> {
  const { cache } = engine.get();
  const files = records.map(({ key }) => key);
  const partialKeys = partials.map(({ key }) => key);
  const outcomes = await Promise.allSettled([
    cache.evict(files, { alsoPinned: records.some(({ pinned }) => pinned) }),
    cache.dropPartials(partialKeys),
  ]);
  downloads.clear([...files, ...partialKeys]);
  const left = new Set((await cache.list()).map(({ key }) => key));
  await sweepNamedFiles(engine.directory, (key) => left.has(key));
  const failed = outcomes.find((outcome) => outcome.status === 'rejected');
  if (failed) throw failed.reason;
  return outcomes.reduce((sum, outcome) => sum + (outcome.status === 'fulfilled' ? outcome.value : 0), 0);
}

export function isNothing({ records, partials }: Kept): boolean {
  return records.length + partials.length === 0;
}

export function needsQuestion({ records, partials }: Kept): boolean {
  return records.length + partials.length > 1 || records.some(({ pinned }) => pinned);
}

/** What removing these frees: bytes that other records share stay. */
export function freedBytes({ records, partials }: Kept, all: readonly AssetRecord[]): number {
  const gone = new Set(records.map(({ key }) => key));
  const shared = new Set(all.filter(({ key }) => !gone.has(key)).map(({ sha256 }) => sha256));
  const blobs = new Map(records.filter(({ sha256 }) => !shared.has(sha256)).map((record) => [record.sha256, record]));
  const sizes = [...blobs.values()].map(({ sizeBytes }) => sizeBytes);
  return [...sizes, ...partials.map(({ receivedBytes }) => receivedBytes)].reduce((sum, size) => sum + size, 0);
}

/** `tool.zip`, or as `howMuch` */
function what(kept: Kept): string {
  const { records, partials } = kept;
  const name = records[0]?.name ?? partials[0]?.asset.name ?? '';
  return records.length + partials.length === 1 ? plain(name, 80) : howMuch(kept);
}

/** `12 files and 2 partial downloads` */
export function howMuch({ records, partials }: Kept): string {
  const files = records.length > 0 ? [count(records.length, 'file')] : [];
  const partial = partials.length > 0 ? [count(partials.length, 'partial download')] : [];
  return [...files, ...partial].join(' and ');
}

export function evictDetail({ records, partials }: Kept, frees: number): string {
  const one = records.length + partials.length === 1;
  const pinnedCount = records.filter(({ pinned }) => pinned).length;
  const pinned = one ? ' It is pinned.' : ` ${pinnedCount} of them ${pinnedCount === 1 ? 'is' : 'are'} pinned.`;
  const [they, them] = one ? ['It', 'it'] : ['They', 'them'];
  return `This frees ${formatSize(frees)}.${pinnedCount > 0 ? pinned : ''} ${they} can be downloaded again as long as the instance has ${them}.`;
}
