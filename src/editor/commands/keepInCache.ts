import type { Services } from '../services.ts';
import { cachedTargets } from '../choose/pickRecord.ts';
import { t } from '../../words/translate.ts';

/** Keeps files in the cache when others are evicted for space. */
export function keepInCache(services: Services, ...args: readonly unknown[]): Promise<void> {
  return setKept(services, args, true);
}

export function stopKeeping(services: Services, ...args: readonly unknown[]): Promise<void> {
  return setKept(services, args, false);
}

async function setKept(services: Services, args: readonly unknown[], kept: boolean): Promise<void> {
  const records = await cachedTargets(services, args, kept ? t('Keep in Cache') : t('Stop Keeping in Cache'));
  const { cache } = services.engine.get();
  for (const { key } of records) await cache.keep(key, kept);
  await services.records.refresh();
}
