import type { Services } from '../services.ts';
import { cachedTargets } from '../choose/pickRecord.ts';

/** Keeps files from being removed to make room. */
export function pin(services: Services, ...args: readonly unknown[]): Promise<void> {
  return setPinned(services, args, true);
}

export function unpin(services: Services, ...args: readonly unknown[]): Promise<void> {
  return setPinned(services, args, false);
}

async function setPinned(services: Services, args: readonly unknown[], pinned: boolean): Promise<void> {
  const records = await cachedTargets(services, args, pinned ? 'Pin in Cache' : 'Unpin in Cache');
  const { cache } = services.engine.get();
  for (const { key } of records) await cache.pin(key, pinned);
  await services.records.refresh();
}
