import { scopeId } from '../../engine/index.ts';
import type { AssetRecord } from '../../engine/index.ts';
import type { CacheFileNode, CacheInstanceNode, CacheVersionNode } from './cacheNodes.ts';

/** What is on disk by instance, the one used last first. Pure. */
export function groupByInstance(records: readonly AssetRecord[]): readonly CacheInstanceNode[] {
  const groups = grouped(records, ({ instance }) => instance);
  return groups.map(([instance, own]) => ({ kind: 'cacheInstance', id: instance, instance, records: own }));
}

/** The versions of an instance, the one used last first. */
export function groupByVersion(parent: CacheInstanceNode): readonly CacheVersionNode[] {
  const groups = grouped(parent.records, ({ instance, source, version }) =>
    JSON.stringify([scopeId(instance, source), version]),
  );
  return groups.flatMap(([id, records]): CacheVersionNode[] => {
    const [first] = records;
    if (!first) return [];
    return [{ kind: 'cacheVersion', id, parent, source: first.source, version: first.version, records }];
  });
}

/** The files of a version, the one used last first. */
export function filesOf(parent: CacheVersionNode): readonly CacheFileNode[] {
  return parent.records.map((record) => ({ kind: 'cacheFile', id: record.key, parent, record }));
}

/** What the files take on disk: those with the same bytes share them. */
export function sizeOnDisk(records: readonly AssetRecord[]): number {
  const blobs = new Map(records.map(({ sha256, sizeBytes }) => [sha256, sizeBytes]));
  return [...blobs.values()].reduce((sum, size) => sum + size, 0);
}

function grouped(
  records: readonly AssetRecord[],
  keyOf: (record: AssetRecord) => string,
): readonly (readonly [string, readonly AssetRecord[]])[] {
  const byUse = records.toSorted(
    (one, other) => other.usedAt - one.usedAt || (one.key < other.key ? -1 : Number(one.key > other.key)),
  );
  return [...Map.groupBy(byUse, keyOf)];
}
