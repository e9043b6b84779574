import { recordKey, unknownSigners } from '../../engine/index.ts';
import type { Asset, UnknownSigner } from '../../engine/index.ts';
import type { Services } from '../services.ts';

/** Who signed the file without being trusted, as far as its record says; nobody, where it is not on this machine. */
export async function signersOf({ engine }: Pick<Services, 'engine'>, asset: Asset): Promise<readonly UnknownSigner[]> {
  const record = await engine.get().record(recordKey(asset));
  return record ? unknownSigners(record.evidence) : [];
}
