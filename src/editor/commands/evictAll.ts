import type { AssetRecord } from '../../engine/index.ts';
import type { Kept } from '../cacheView/cacheNodes.ts';
import { count, formatSize } from '../../words/format.ts';
import type { Services } from '../services.ts';
import { freedBytes, howMuch, isNothing, removeKept } from './evict.ts';
import { inBackground } from '../inBackground.ts';

/** Empties the cache but for what is pinned; pinned files go only by a second choice. */
export async function evictAll(services: Services): Promise<void> {
  const { cache } = services.engine.get();
  const all = await cache.list();
  const pinned = all.filter((record) => record.pinned);
  const loose = { records: all.filter((record) => !record.pinned), partials: await cache.partials() };
  if (isNothing(loose)) {
    if (pinned.length === 0) {
      await services.ui.inform('Nothing is on this machine yet.');
      return;
    }
    return inBackground(services, offerPinned(services, 'Everything here is pinned.', pinned));
  }
  const agreed = await services.ui.confirm('Empty the cache?', emptyDetail(loose, pinned, all), 'Empty Cache');
  if (!agreed) return;
  const freed = `${formatSize(await removeKept(services, loose))} freed.`;
  inBackground(services, offerPinned(services, freed, pinned));
}

/** `This removes 12 files and frees 1.2 GB. 2 pinned files (300.0 MB) stay.` */
function emptyDetail(loose: Kept, pinned: readonly AssetRecord[], all: readonly AssetRecord[]): string {
  const stay =
    pinned.length > 0
      ? ` ${count(pinned.length, 'pinned file')} (${formatSize(pinnedBytes(pinned))}) ${pinned.length === 1 ? 'stays' : 'stay'}.`
      : '';
  return `This removes ${howMuch(loose)} and frees ${formatSize(freedBytes(loose, all))}.${stay}`;
}

function pinnedBytes(pinned: readonly AssetRecord[]): number {
  return freedBytes({ records: pinned, partials: [] }, pinned);
}

async function offerPinned(services: Services, said: string, pinned: readonly AssetRecord[]): Promise<void> {
  const { ui } = services;
  if (pinned.length === 0) {
    await ui.inform(said);
    return;
  }
  const action = 'Remove Them Too…';
  const kept = `${said} ${count(pinned.length, 'pinned file')} kept.`;
  if ((await ui.inform(kept, action)) !== action) return;
  const detail = `This frees ${formatSize(pinnedBytes(pinned))}.`;
  const agreed = await ui.confirm(`Remove ${count(pinned.length, 'pinned file')} too?`, detail, 'Remove');
  if (agreed) await ui.inform(`${formatSize(await removeKept(services, { records: pinned, partials: [] }))} freed.`);
}
