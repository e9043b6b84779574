import { isEngineError } from '../errors.ts';
import type { AssetRecord } from '../ports.ts';
import type { DownloadCache } from './downloadCache.ts';
import { isRecordOf } from './downloadRequest.ts';
import type { CachedAsset, DownloadRequest } from './downloadRequest.ts';
import { claimOf } from './verifier.ts';

/**
 * Returns the bytes that are here only because a lock or a caller named them, if the release vouches for them now.
 * `undefined` if it does not, or says otherwise: then the file has to be fetched. Rejects with the signal's reason on abort.
 * @throws EngineError `storage`, and what the evidence source throws
 */
export async function settleClaim(
  record: AssetRecord,
  request: DownloadRequest,
  cache: Pick<DownloadCache, 'find' | 'recheck'>,
): Promise<CachedAsset | undefined> {
  const { asset, expected, signal } = request;
  const claimed = claimOf(record);
  if (!claimed) return undefined;
  const found = await cache.find(asset, { expected: claimed, signal });
  if (!found) return undefined;
  try {
    const settled = await cache.recheck(found, { ...request, reuse: 'nothing' });
    return isRecordOf(settled.record, asset, expected) ? settled : undefined;
  } catch (error) {
    if (isEngineError(error, 'integrity')) return undefined;
    throw error;
  }
}
