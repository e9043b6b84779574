import type { Services } from '../services.ts';
import { cachedTargets } from '../choose/pickRecord.ts';

/** Keeps files: they are not removed to make room, and none that was uploaded in their place is taken. */
export function pin(services: Services, ...args: readonly unknown[]): Promise<void> {
  return setPinned(services, args, true);
}

export function unpin(services: Services, ...args: readonly unknown[]): Promise<void> {
  return setPinned(services, args, false);
}

async function setPinned(services: Services, args: readonly unknown[], pinned: boolean): Promise<void> {
  const records = await cachedTargets(services, args, pinned ? 'Keep in Cache' : 'Stop Keeping in Cache');
  const { cache } = services.engine.get();
  for (const { key } of records) await cache.pin(key, pinned);
  await services.records.refresh();
}
