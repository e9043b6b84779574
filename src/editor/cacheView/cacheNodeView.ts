import { isHere, sourceName } from '../../engine/index.ts';
import type { DownloadState } from '../downloads/downloadRun.ts';
import { formatAge, formatPart, formatReceived, formatSize, plain, spokenSize } from '../../words/format.ts';
import { stateOfRecord, stateOfPartial } from '../tree/assetView.ts';
import { FILE_LOOKS, fileKind, mayBeText } from '../tree/fileKind.ts';
import type { Settings } from '../settings/settingsModel.ts';
import type { NodeView } from '../tree/nodeView.ts';
import type { CacheFileNode, CacheInstanceNode, CacheNode, CachePartialNode, CacheVersionNode } from './cacheNodes.ts';
import { sizeOnDisk } from './groupRecords.ts';
import { plural, t } from '../../words/translate.ts';

export interface CacheFacts {
  /** Milliseconds since the epoch. */
  readonly now: number;
  readonly fileNames: Settings['fileNames'];
  nameOf(base: string): string;
  isConfigured(base: string): boolean;
  /** For a file that is being checked, or that failed a check. */
  download(key: string): DownloadState | undefined;
}

/** `3.2 of 10.0 GB`. An amount that would round to zero in the unit of the cap keeps its own unit. */
export function usageOf(totalBytes: number, maxBytes: number): string {
  const part = formatPart(totalBytes, maxBytes);
  return /^0[.,]0 /.test(part) && totalBytes > 0 ? t('{0} of {1}', formatSize(totalBytes), formatSize(maxBytes)) : part;
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
    case 'cachePartial':
      return viewPartial(node, facts);
  }
}

function viewInstance(node: CacheInstanceNode, facts: CacheFacts): NodeView {
  const { instance } = node;
  const isGone = !facts.isConfigured(instance);
  const gone = isGone ? t('no longer configured') : '';
  return {
    ...folder(plain(facts.nameOf(instance)), sizeOnDisk(node), gone),
    icon: isGone ? 'debug-disconnect' : 'server',
    contextValue: 'cacheInstance',
    collapsible: 'expanded',
  };
}

function viewVersion(node: CacheVersionNode): NodeView {
  const { source, version, records, partials } = node;
  const view = folder(
    plain(`${sourceName(source)} ${version}`),
    sizeOnDisk(node),
    records.length > 0 ? plural(records.length, '{0} file', '{0} files') : '',
    partials.length > 0 ? t('{0} partial', partials.length) : '',
    records.length > 0 && records.every(({ kept }) => kept) ? t('kept') : '',
  );
  const icon = source.kind === 'release' ? 'tag' : 'package';
  return { ...view, icon, contextValue: 'cacheVersion', collapsible: 'collapsed' };
}

function folder(
  label: string,
  sizeBytes: number,
  ...words: readonly string[]
): Pick<NodeView, 'label' | 'description' | 'accessibleLabel'> {
  const parts = words.filter((word) => word !== '');
  return {
    label,
    description: [formatSize(sizeBytes), ...parts].join(' · '),
    accessibleLabel: [label, spokenSize(sizeBytes), ...parts].join(', '),
  };
}

/** The states that change what the menu offers in this view. `remote` is a file that must be downloaded again. */
const CACHE_TOKENS: readonly string[] = ['changed', 'digestPinned', 'remote', 'failed'];

function viewFile({ record, label }: CacheFileNode, facts: CacheFacts): NodeView {
  const { name, sizeBytes, usedAt, kept } = record;
  const state = stateOfRecord(facts.download(record.key), record);
  const { icon, spoken } = FILE_LOOKS[fileKind(name)];
  const [size, spokenBytes] = isHere(record) ? [formatSize(sizeBytes), spokenSize(sizeBytes)] : ['', ''];
  const used = t('used {0}', formatAge(usedAt, facts.now));
  return {
    label: plain(facts.fileNames === 'full' ? name : label),
    description: [state.word, size, used].filter(Boolean).join(' · '),
    icon: state.icon ?? icon,
    contextValue: [
      'cacheFile',
      ...(kept ? ['kept'] : []),
      ...state.tokens.filter((token) => CACHE_TOKENS.includes(token)),
      ...(mayBeText(name) ? ['text'] : []),
    ].join(' '),
    accessibleLabel: [plain(name), spoken, spokenBytes, state.spoken, used].filter(Boolean).join(', '),
    collapsible: 'none',
    color: state.color,
    mark: state.mark,
  };
}

/** `partial, 4.8 of 10.9 MB · stopped 2 hours ago` */
function viewPartial({ partial, label }: CachePartialNode, facts: CacheFacts): NodeView {
  const { asset, key, updatedAt } = partial;
  const { spoken } = FILE_LOOKS[fileKind(asset.name)];
  const stopped = t('stopped {0}', formatAge(updatedAt, facts.now));
  const name = plain(asset.name);
  const words = [t('partial, {0}', formatReceived(partial)), stopped];
  const row = {
    label: facts.fileNames === 'full' ? name : plain(label),
    icon: 'debug-pause',
    contextValue: 'cachePartial',
    collapsible: 'none',
  } as const;
  const state = stateOfPartial(facts.download(key));
  if (!state) {
    return { ...row, description: words.join(' · '), accessibleLabel: [name, spoken, ...words].join(', ') };
  }
  return {
    ...row,
    description: [state.word, words[0]].join(' · '),
    accessibleLabel: [name, spoken, words[0], state.spoken].join(', '),
    contextValue: ['cachePartial', ...state.tokens].join(' '),
    icon: state.icon ?? row.icon,
    color: state.color,
    mark: state.mark,
  };
}
