import type { Services } from '../services.ts';
import { verifyRecords } from './verify.ts';
import { t } from '../../words/translate.ts';

/** Reads everything in the cache again. */
export async function verifyAll(services: Services): Promise<void> {
  const records = await services.engine.get().cache.list();
  if (records.length === 0) {
    await services.ui.inform(t('Nothing has been downloaded yet.'));
    return;
  }
  await verifyRecords(services, records);
}
