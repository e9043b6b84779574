import type { ArtifactSource, AssetRecord } from '../../engine/index.ts';

/** The rows of the cache view: instances, versions and files on disk. */
export interface CacheInstanceNode {
  readonly kind: 'cacheInstance';
  readonly id: string;
  readonly instance: string;
  readonly records: readonly AssetRecord[];
}

export interface CacheVersionNode {
  readonly kind: 'cacheVersion';
  readonly id: string;
  readonly parent: CacheInstanceNode;
  readonly source: ArtifactSource;
  readonly version: string;
  readonly records: readonly AssetRecord[];
}

export interface CacheFileNode {
  readonly kind: 'cacheFile';
  readonly id: string;
  readonly parent: CacheVersionNode;
  readonly record: AssetRecord;
}

export type CacheNode = CacheInstanceNode | CacheVersionNode | CacheFileNode;
