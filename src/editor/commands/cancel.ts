import { downloadsThere, pickDownloads } from '../choose/pickDownloads.ts';
import { activeKeys } from '../choose/targets.ts';
import type { Services } from '../services.ts';
import { t } from '../../words/translate.ts';

const CANCEL = {
  action: 'cancel',
  placeholder: t('Choose a download to cancel. The part received is deleted.'),
} as const;

/** Cancels the downloads of the rows and deletes the partial files. If no row has one, lets the user choose. */
export async function cancel(services: Services, ...args: readonly unknown[]): Promise<void> {
  const { downloads, engine } = services;
  const ofRows = activeKeys(services, args);
  const keys = ofRows.length > 0 ? ofRows : await pickDownloads(services, await downloadsThere(services), CANCEL);
  for (const key of keys) downloads.stop(key);
  await Promise.all(keys.map((key) => downloads.whenEnded(key)));
  await engine.get().cache.dropPartials(keys);
}
