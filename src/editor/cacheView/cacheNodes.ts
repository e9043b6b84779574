import type { ArtifactSource, AssetRecord, PartialDownload } from '../../engine/index.ts';

/** What is on disk below a row: whole files, and partial downloads. */
export interface FilesOnDisk {
  readonly records: readonly AssetRecord[];
  readonly partials: readonly PartialDownload[];
}

/** The rows of the cache view: instances, versions, files on disk and partial downloads. */
export interface CacheInstanceNode extends FilesOnDisk {
  readonly kind: 'cacheInstance';
  readonly id: string;
  readonly instance: string;
}

export interface CacheVersionNode extends FilesOnDisk {
  readonly kind: 'cacheVersion';
  readonly id: string;
  readonly parent: CacheInstanceNode;
  readonly source: ArtifactSource;
  readonly version: string;
}

export interface CacheFileNode {
  readonly kind: 'cacheFile';
  readonly id: string;
  readonly parent: CacheVersionNode;
  readonly record: AssetRecord;
  /** Its label among the files of its version that are here. */
  readonly label: string;
}

export interface CachePartialNode {
  readonly kind: 'cachePartial';
  readonly id: string;
  readonly parent: CacheVersionNode;
  readonly partial: PartialDownload;
  readonly label: string;
}

export type CacheNode = CacheInstanceNode | CacheVersionNode | CacheFileNode | CachePartialNode;
