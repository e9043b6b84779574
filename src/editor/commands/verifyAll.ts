import type { AssetRecord } from '../../engine/index.ts';
import type { Services } from '../services.ts';
import { showFailureOf } from '../inBackground.ts';
import { verifyRecords } from './verify.ts';
import { noFilesSentence, unreadableFilesSentence } from '../../words/unreadableFilesWords.ts';

/** Reads everything in the cache again, and reports what cannot be read. */
export async function verifyAll(services: Services): Promise<void> {
  const { ui, engine } = services;
  const { records, ...lost } = await engine.get().cache.records();
  await verifyRecords(services, await stillReadable(services, records));
  const unreadable = unreadableFilesSentence(lost);
  if (unreadable !== '') showFailureOf(services, ui.error(unreadable));
  else if (records.length === 0) await ui.inform(noFilesSentence(lost));
}

/** Without those damaged since this window first read them, which the cache still lists as they were. */
async function stillReadable(
  { engine }: Pick<Services, 'engine'>,
  records: readonly AssetRecord[],
): Promise<readonly AssetRecord[]> {
  const isReadable = await Promise.all(
    records.map(({ key }) =>
      engine
        .get()
        .record(key)
        .then(
          () => true,
          () => false,
        ),
    ),
  );
  return records.filter((_, index) => isReadable[index]);
}
