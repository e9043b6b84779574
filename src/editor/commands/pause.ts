import type { Services } from '../services.ts';
import { showDownloads } from './showDownloads.ts';
import { activeKeys } from '../choose/targets.ts';

/** Stops the downloads of the rows and keeps what came of them; without one of those, lets the person choose. */
export async function pause(services: Services, ...args: readonly unknown[]): Promise<void> {
  const keys = activeKeys(services, args);
  if (keys.length === 0) return showDownloads(services);
  for (const key of keys) services.downloads.stop(key);
}

/** Stops every download and keeps what came. */
export function pauseAll({ downloads }: Services): Promise<void> {
  downloads.stopAll();
  return Promise.resolve();
}
