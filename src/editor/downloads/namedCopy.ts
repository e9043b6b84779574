import type { AssetRecord, Engine } from '../../engine/index.ts';
import { namedFile } from './namedFiles.ts';
import { plain } from '../../words/format.ts';
import type { Services } from '../services.ts';
import { assetOf } from '../choose/recordTargets.ts';
import { t } from '../../words/translate.ts';

/**
 * A copy under the file's own name; see `namedFile`. `undefined` if the file is gone from the disk or has changed, after the
 * user has been told.
 */
export async function namedCopy(
  { engine, ui }: Pick<Services, 'engine' | 'ui'>,
  record: AssetRecord,
  use?: Parameters<Engine['find']>[1],
): Promise<string | undefined> {
  const running = engine.get();
  // Bytes that only a lock names are found by their digest, and this row is exactly these bytes.
  const digests = record.claimedBy === undefined ? record.digests : { sha256: record.sha256 };
  const found = await running.find({ ...assetOf(record), digests }, use);
  if (found) return namedFile(engine.directory, found.record, (to) => running.cache.copyTo(found, to));
  await ui.inform(t('{0} is not on this machine any more. Download it again.', plain(record.name, 80)));
  return undefined;
}
