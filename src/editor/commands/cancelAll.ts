import type { Services } from '../services.ts';

/** Stops every download. What was received is kept for the next time. */
export function cancelAll({ downloads }: Services): Promise<void> {
  downloads.cancelAll();
  return Promise.resolve();
}
