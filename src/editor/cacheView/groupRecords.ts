import { fileLabelsInSlices, isHere, shortSourceName, sourceKey } from '../../engine/index.ts';
import type { ArtifactSource, AssetRecord, FileLabel, PartialDownload } from '../../engine/index.ts';
import type {
  CacheFileNode,
  CacheInstanceNode,
  CachePartialNode,
  CacheVersionNode,
  FilesOnDisk,
} from './cacheNodes.ts';

type Labels = ReadonlyMap<string, FileLabel>;

/** A whole or partial file, and when it was last used. */
type Entry = { readonly key: string; readonly usedAt: number; readonly fileVersion: FileVersion } & (
  { readonly record: AssetRecord } | { readonly partial: PartialDownload }
);

interface FileVersion {
  readonly instance: string;
  readonly source: ArtifactSource;
  readonly version: string;
}

/** What is on disk by instance, the most recently used first. Pure. */
export function groupByInstance(files: FilesOnDisk): readonly CacheInstanceNode[] {
  const groups = Map.groupBy(byUse(files), ({ fileVersion }) => fileVersion.instance);
  return [...groups].map(([instance, own]) => ({ kind: 'cacheInstance', id: instance, instance, ...split(own) }));
}

/** The versions of an instance, the most recently used first. */
export function groupByVersion(parent: CacheInstanceNode): readonly CacheVersionNode[] {
  const groups = Map.groupBy(byUse(parent), ({ fileVersion: { instance, source, version } }) =>
    JSON.stringify([sourceKey(instance, source), version]),
  );
  return [...groups].flatMap(([id, own]): CacheVersionNode[] => {
    const [first] = own;
    if (!first) return [];
    const { source, version } = first.fileVersion;
    return [{ kind: 'cacheVersion', id, parent, source, version, ...split(own) }];
  });
}

/** The labels of a version's files, by file name. */
export function labelsOf({ source, version, records, partials }: CacheVersionNode): Promise<Labels> {
  const names = [...records.map(({ name }) => name), ...partials.map(({ asset }) => asset.name)];
  return fileLabelsInSlices(names, { version, repo: shortSourceName(source), isComplete: false });
}

/** The files of a version, whole and partial, the most recently used first. A file without a label is called by its name. */
export function fileNodes(parent: CacheVersionNode, labels: Labels): readonly (CacheFileNode | CachePartialNode)[] {
  const labelOf = (name: string): string => labels.get(name)?.label ?? name;
  return byUse(parent).map((entry) =>
    'record' in entry
      ? { kind: 'cacheFile', id: entry.key, parent, record: entry.record, label: labelOf(entry.record.name) }
      : {
          kind: 'cachePartial',
          id: partialId(entry.key),
          parent,
          partial: entry.partial,
          label: labelOf(entry.partial.asset.name),
        },
  );
}

/** A file that is here may be downloading again because it was replaced upstream. */
export function partialId(key: string): string {
  return `partial:${key}`;
}

/** Bytes on disk; files with the same content share them. */
export function sizeOnDisk({ records, partials }: FilesOnDisk): number {
  const blobs = new Map(records.filter(isHere).map(({ sha256, sizeBytes }) => [sha256, sizeBytes]));
  const sizes = [...blobs.values(), ...partials.map(({ receivedBytes }) => receivedBytes)];
  return sizes.reduce((sum, size) => sum + size, 0);
}

function byUse({ records, partials }: FilesOnDisk): readonly Entry[] {
  const entries: Entry[] = [
    ...records.map((record) => ({ key: record.key, usedAt: record.usedAt, fileVersion: record, record })),
    ...partials.map((partial) => ({
      key: partial.key,
      usedAt: partial.updatedAt,
      fileVersion: partial.asset,
      partial,
    })),
  ];
  return entries.sort(
    (one, other) => other.usedAt - one.usedAt || (one.key < other.key ? -1 : Number(one.key > other.key)),
  );
}

function split(entries: readonly Entry[]): FilesOnDisk {
  return {
    records: entries.flatMap((entry) => ('record' in entry ? [entry.record] : [])),
    partials: entries.flatMap((entry) => ('partial' in entry ? [entry.partial] : [])),
  };
}
