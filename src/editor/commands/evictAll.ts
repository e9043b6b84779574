import type { AssetRecord } from '../../engine/index.ts';
import type { FilesOnDisk } from '../cacheView/cacheNodes.ts';
import { count, formatSize } from '../../words/format.ts';
import type { Services } from '../services.ts';
import { freedBytes, howMuch, isNothing, removeFromDisk } from './evict.ts';
import { inBackground } from '../inBackground.ts';

/** Empties the cache. Files that the user keeps go only after a second question. */
export async function evictAll(services: Services): Promise<void> {
  const { cache } = services.engine.get();
  const all = await cache.list();
  const kept = all.filter((record) => record.pinned);
  const loose = { records: all.filter((record) => !record.pinned), partials: await cache.partials() };
  if (isNothing(loose)) {
    if (kept.length === 0) {
      await services.ui.inform('Nothing is on this machine yet.');
      return;
    }
    return inBackground(services, offerKept(services, 'You keep everything that is here.', kept));
  }
  const agreed = await services.ui.confirm('Empty the cache?', emptyDetail(loose, kept, all), 'Empty Cache');
  if (!agreed) return;
  const freed = `${formatSize(await removeFromDisk(services, loose))} freed.`;
  inBackground(services, offerKept(services, freed, kept));
}

/** `This removes 12 files and frees 1.2 GB. 2 kept files (300.0 MB) stay.` */
function emptyDetail(loose: FilesOnDisk, kept: readonly AssetRecord[], all: readonly AssetRecord[]): string {
  const stay =
    kept.length > 0
      ? ` ${count(kept.length, 'kept file')} (${formatSize(keptBytes(kept))}) ${kept.length === 1 ? 'stays' : 'stay'}.`
      : '';
  return `This removes ${howMuch(loose)} and frees ${formatSize(freedBytes(loose, all))}.${stay}`;
}

function keptBytes(kept: readonly AssetRecord[]): number {
  return freedBytes({ records: kept, partials: [] }, kept);
}

async function offerKept(services: Services, said: string, kept: readonly AssetRecord[]): Promise<void> {
  const { ui } = services;
  if (kept.length === 0) {
    await ui.inform(said);
    return;
  }
  const action = 'Remove Them Too…';
  const message = `${said} ${count(kept.length, 'file')} kept.`;
  if ((await ui.inform(message, action)) !== action) return;
  const detail = `This frees ${formatSize(keptBytes(kept))}.`;
  const agreed = await ui.confirm(`Remove ${count(kept.length, 'kept file')} too?`, detail, 'Remove');
  if (agreed) await ui.inform(`${formatSize(await removeFromDisk(services, { records: kept, partials: [] }))} freed.`);
}
