import { isHere, recordKey } from '../../engine/index.ts';
import type { Asset } from '../../engine/index.ts';
import { verifyRecords } from '../commands/verify.ts';
import type { Services } from '../services.ts';
import type { TrustTarget } from '../choose/trustTarget.ts';

/** Verifies the owner's files on this machine, after the trusted keys have changed. Returns the number of files. */
export async function verifyFilesOf(
  services: Services,
  { instance, owner }: Pick<TrustTarget, 'instance' | 'owner'>,
): Promise<number> {
  const records = (await services.engine.get().cache.list()).filter(
    (record) => record.instance === instance && record.source.owner.toLowerCase() === owner.toLowerCase(),
  );
  await verifyRecords(services, records);
  await services.records.refresh();
  return records.length;
}

/** The same for one file. `false` if it is not on this machine. */
export async function verifyFile(services: Services, asset: Asset): Promise<boolean> {
  const record = await services.engine.get().record(recordKey(asset));
  const isThere = record !== undefined && isHere(record);
  await verifyRecords(services, isThere ? [record] : []);
  await services.records.refresh();
  return isThere;
}
