import { groundsOf } from '../evidence.ts';
import type { AssetRecord } from '../ports.ts';
import type { InstallRequest } from './installed.ts';

/** The install request for a file in the cache. */
export function installRequestOf({ record, path }: CachedFile): Pick<InstallRequest, 'asset' | 'file' | 'key'> {
  const { key, instance, source, version, name, upstreamId, sha256 } = record;
  const asset = { instance, source, version, name, upstreamId, sha256, evidence: groundsOf(record) };
  return { asset, file: path, key };
}

/** The needed parts of a `CachedAsset`. */
interface CachedFile {
  readonly record: AssetRecord;
  readonly path: string;
}
