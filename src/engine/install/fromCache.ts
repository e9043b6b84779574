import type { AssetRecord } from '../ports.ts';
import type { InstallRequest } from './installed.ts';

/** What to install of a file in the cache. */
export function installRequestOf({ record, path }: CachedFile): Pick<InstallRequest, 'asset' | 'file' | 'key'> {
  const { key, instance, source, version, name, upstreamId, sha256, evidence } = record;
  return { asset: { instance, source, version, name, upstreamId, sha256, evidence: evidence.kind }, file: path, key };
}

/** A `CachedAsset`, as far as it is looked at. */
interface CachedFile {
  readonly record: AssetRecord;
  readonly path: string;
}
