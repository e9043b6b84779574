import type { Services } from '../services.ts';
import { showDownloads } from './showDownloads.ts';
import { activeKeys } from './targets.ts';

/** Stops the downloads of the rows and throws away what came of them; without one of those, lets the person choose. */
export async function cancel(services: Services, ...args: readonly unknown[]): Promise<void> {
  const { downloads, engine } = services;
  const keys = activeKeys(services, args);
  if (keys.length === 0) return showDownloads(services);
  await Promise.all(keys.map((key) => downloads.stop(key)));
  const { cache } = await engine.get();
  for (const key of keys) await cache.dropPartial(key);
}
