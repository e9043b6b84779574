import { sourceName } from '../../engine/index.ts';
import type { DownloadState } from '../downloads/downloadState.ts';
import { count, formatAge, formatPart, formatSize, plain, spokenSize } from '../words/format.ts';
import { stateOfRecord } from '../tree/assetView.ts';
import { FILE_LOOKS, fileKind } from '../tree/fileKind.ts';
import type { NodeView } from '../tree/nodeView.ts';
import type { CacheFileNode, CacheInstanceNode, CacheNode, CacheVersionNode } from './cacheNodes.ts';
import { sizeOnDisk } from './groupRecords.ts';

export interface CacheFacts {
  /** Milliseconds since the epoch. */
  readonly now: number;
  nameOf(base: string): string;
  isConfigured(base: string): boolean;
  /** Of a file that is being checked, or was found broken. */
  download(key: string): DownloadState | undefined;
}

/** `3.2 of 10.0 GB`; what would be nothing in the unit of the cap keeps its own. */
export function usageOf(totalBytes: number, maxBytes: number): string {
  const part = formatPart(totalBytes, maxBytes);
  return part.startsWith('0.0 ') && totalBytes > 0 ? `${formatSize(totalBytes)} of ${formatSize(maxBytes)}` : part;
}

/** How a row of the cache view looks. */
export function viewOfCache(node: CacheNode, facts: CacheFacts): NodeView {
  switch (node.kind) {
    case 'cacheInstance':
      return viewInstance(node, facts);
    case 'cacheVersion':
      return viewVersion(node);
    case 'cacheFile':
      return viewFile(node, facts);
  }
}

function viewInstance({ instance, records }: CacheInstanceNode, facts: CacheFacts): NodeView {
  const isGone = !facts.isConfigured(instance);
  const gone = isGone ? 'not configured any more' : '';
  return {
    ...folder(plain(facts.nameOf(instance)), sizeOnDisk(records), gone),
    icon: isGone ? 'debug-disconnect' : 'server',
    contextValue: 'cacheInstance',
    collapsible: 'expanded',
  };
}

function viewVersion({ source, version, records }: CacheVersionNode): NodeView {
  const view = folder(
    plain(`${sourceName(source)} ${version}`),
    sizeOnDisk(records),
    count(records.length, 'file'),
    records.every(({ pinned }) => pinned) ? 'pinned' : '',
  );
  const icon = source.kind === 'release' ? 'tag' : 'package';
  return { ...view, icon, contextValue: 'cacheVersion', collapsible: 'collapsed' };
}

function folder(
  label: string,
  sizeBytes: number,
  ...words: readonly string[]
): Pick<NodeView, 'label' | 'description' | 'accessibleLabel'> {
  const said = words.filter((word) => word !== '');
  return {
    label,
    description: [formatSize(sizeBytes), ...said].join(' · '),
    accessibleLabel: [label, spokenSize(sizeBytes), ...said].join(', '),
  };
}

function viewFile({ record }: CacheFileNode, facts: CacheFacts): NodeView {
  const { name, sizeBytes, usedAt, pinned } = record;
  const state = stateOfRecord(facts.download(record.key), record);
  const { icon, spoken } = FILE_LOOKS[fileKind(name)];
  const used = `used ${formatAge(usedAt, facts.now)}`;
  const label = plain(name);
  return {
    label,
    description: [formatSize(sizeBytes), state.word, used].join(' · '),
    icon: state.icon ?? icon,
    contextValue: pinned ? 'cacheFile pinned' : 'cacheFile',
    accessibleLabel: [label, spoken, spokenSize(sizeBytes), state.spoken, used].join(', '),
    collapsible: 'none',
    ...(state.color !== undefined && { color: state.color }),
    ...(state.mark && { mark: state.mark }),
  };
}
