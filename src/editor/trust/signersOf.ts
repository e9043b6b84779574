import { recordKey, unknownSigners } from '../../engine/index.ts';
import type { Asset, UnknownSigner } from '../../engine/index.ts';
import type { Services } from '../services.ts';

/** Signers of the file that are not trusted, according to its record; empty if the file is not on this machine. */
export async function signersOf({ engine }: Pick<Services, 'engine'>, asset: Asset): Promise<readonly UnknownSigner[]> {
  const record = await engine.get().record(recordKey(asset));
  return record ? unknownSigners(record.evidence) : [];
}
