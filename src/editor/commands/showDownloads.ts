import type { Services } from '../services.ts';
import { pickActive } from '../choose/pickActive.ts';

/** What is under way; choosing one stops it, and keeps what came. */
export async function showDownloads(services: Services): Promise<void> {
  const keys = await pickActive(services, {
    verb: 'Pause',
    placeholder: 'Choose one to pause it; what came is kept',
  });
  for (const key of keys) services.downloads.stop(key);
}
