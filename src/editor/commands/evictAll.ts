import type { AssetRecord } from '../../engine/index.ts';
import { count, formatSize } from '../words/format.ts';
import type { Services } from '../services.ts';
import { evictRecords, freedBytes } from './evict.ts';
import { inBackground } from './inBackground.ts';

/** Empties the cache but for what is pinned; pinned files go only by a second choice. */
export async function evictAll(services: Services): Promise<void> {
  const all = await (await services.engine.get()).cache.list();
  const pinned = all.filter((record) => record.pinned);
  const loose = all.filter((record) => !record.pinned);
  if (all.length === 0) return void services.ui.inform('Nothing is on this machine yet.');
  if (loose.length === 0) return inBackground(services, offerPinned(services, 'Everything here is pinned.', pinned));
  const agreed = await services.ui.confirm('Empty the cache?', emptyDetail(loose, pinned, all), 'Empty Cache');
  if (!agreed) return;
  const freed = `${formatSize(await evictRecords(services, loose))} freed.`;
  inBackground(services, offerPinned(services, freed, pinned));
}

/** `This removes 12 files and frees 1.2 GB. 2 pinned files (300.0 MB) stay.` */
export function emptyDetail(
  loose: readonly AssetRecord[],
  pinned: readonly AssetRecord[],
  all: readonly AssetRecord[],
): string {
  const frees = formatSize(freedBytes(loose, all));
  const stay =
    pinned.length > 0
      ? ` ${count(pinned.length, 'pinned file')} (${formatSize(freedBytes(pinned, pinned))}) stay.`
      : '';
  return `This removes ${count(loose.length, 'file')} and frees ${frees}.${stay}`;
}

async function offerPinned(services: Services, said: string, pinned: readonly AssetRecord[]): Promise<void> {
  const { ui } = services;
  if (pinned.length === 0) return void (await ui.inform(said));
  const action = 'Remove Them Too…';
  const kept = `${said} ${count(pinned.length, 'pinned file')} kept.`;
  if ((await ui.inform(kept, action)) !== action) return;
  const detail = `This frees ${formatSize(freedBytes(pinned, pinned))}.`;
  const agreed = await ui.confirm(`Remove ${count(pinned.length, 'pinned file')} too?`, detail, 'Remove');
  if (agreed) await ui.inform(`${formatSize(await evictRecords(services, pinned))} freed.`);
}
