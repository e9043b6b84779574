import { isEngineError, isVerified } from '../../engine/index.ts';
import type { AssetRecord, IdlePartial } from '../../engine/index.ts';
import { describeError, isFault } from '../words/describeError.ts';
import type { DownloadState } from '../downloads/downloadState.ts';
import { evidenceWord, spokenEvidence } from '../words/evidenceWords.ts';
import { formatRate, formatSize, ordinal, plain, spokenSize } from '../words/format.ts';
import { FILE_LOOKS, fileKind } from './fileKind.ts';
import type { AssetNode } from './nodes.ts';
import type { Facts, NodeView } from './nodeView.ts';

/** What a row says of the state: as it is written, and as it is read aloud. */
interface State {
  readonly word: string;
  readonly spoken: string;
  readonly tokens: readonly string[];
  readonly icon?: string;
  readonly color?: string;
  readonly mark?: NodeView['mark'];
}

export function viewAsset(
  { asset, key, fits }: AssetNode,
  facts: Pick<Facts, 'record' | 'download' | 'stopped'>,
): NodeView {
  const { icon, spoken } = FILE_LOOKS[fileKind(asset.name)];
  const record = facts.record(key);
  const isCurrent = record?.upstreamId === asset.upstreamId;
  const stopped = facts.stopped(key);
  // Of a file that was replaced upstream since, nothing can be continued.
  const partial = stopped?.asset.upstreamId === asset.upstreamId ? stopped : undefined;
  const state = stateOf(facts.download(key), { record, isCurrent, partial });
  const isExternal = asset.storage === 'external';
  const where = isExternal ? ['on another host'] : [];
  // Last, because the end of a row is cut off in a narrow view.
  const mark = fits === undefined ? [] : ['for this machine'];
  const size = asset.sizeBytes ?? record?.sizeBytes;
  const label = plain(asset.name);
  const contextValue = ['asset', ...state.tokens, ...(isExternal ? ['external'] : [])].join(' ');
  return {
    label,
    description: [size === undefined ? '' : formatSize(size), ...where, state.word, ...mark]
      .filter(Boolean)
      .join(' · '),
    icon: state.icon ?? icon,
    contextValue,
    accessibleLabel: [
      label,
      spoken,
      size === undefined ? 'size unknown' : spokenSize(size),
      ...where,
      state.spoken,
      ...mark,
    ].join(', '),
    collapsible: 'none',
    ...(state.color !== undefined && { color: state.color }),
    ...(state.mark && { mark: state.mark }),
  };
}

interface OnDisk {
  readonly record: AssetRecord | undefined;
  /** Whether the record is of the file that the instance lists now. */
  readonly isCurrent: boolean;
  readonly partial: IdlePartial | undefined;
}

function stateOf(download: DownloadState | undefined, { record, isCurrent, partial }: OnDisk): State {
  if (download && download.phase !== 'failed') return activeState(download);
  const isHere = isCurrent && !isSetAside(download);
  const rest = record && isHere ? cachedState(record) : remoteState(record !== undefined, partial);
  return download ? { ...failedState(download.error), tokens: [...rest.tokens, 'failed'] } : rest;
}

/** The record of a file that was found changed stays as the memory of it; the file itself is no longer in its place. */
function isSetAside(download: DownloadState | undefined): boolean {
  if (download?.phase !== 'failed' || !isEngineError(download.error, 'integrity')) return false;
  return download.error.facts.setAside !== undefined;
}

/** `isOther`: a file of that name is here, but upstream has replaced it. */
function remoteState(isOther: boolean, partial: IdlePartial | undefined): State {
  if (partial) {
    const { receivedBytes, sizeBytes } = partial;
    const word = `stopped at ${sizeBytes ? `${percent(receivedBytes, sizeBytes)} %` : formatSize(receivedBytes)}`;
    return { word, spoken: word, tokens: ['remote', 'stopped'], icon: 'debug-pause' };
  }
  const other = 'replaced since it was downloaded';
  return isOther
    ? { word: other, spoken: other, tokens: ['remote'] }
    : { word: '', spoken: 'not downloaded', tokens: ['remote'] };
}

/** Of a file that is on disk for sure. */
export function stateOfRecord(download: DownloadState | undefined, record: AssetRecord): State {
  return stateOf(download, { record, isCurrent: true, partial: undefined });
}

/** What happens to a download that had stopped; `undefined` while nothing does. */
export function stateOfStopped(download: DownloadState | undefined): State | undefined {
  return download && stateOf(download, { record: undefined, isCurrent: false, partial: undefined });
}

function cachedState(record: Pick<AssetRecord, 'evidence' | 'storedAt' | 'pinned'>): State {
  const { pinned } = record;
  const verified = isVerified(record.evidence);
  return {
    word: [evidenceWord(record), ...(pinned ? ['pinned'] : [])].join(' · '),
    spoken: [spokenEvidence(record), ...(pinned ? ['pinned'] : [])].join(', '),
    tokens: ['cached', ...(pinned ? ['pinned'] : [])],
    mark: verified ? 'verified' : 'cached',
    ...(verified && { color: 'testing.iconPassed' }),
  };
}

function activeState(download: Exclude<DownloadState, { phase: 'failed' }>): State {
  const state = (word: string, icon: string): State => ({
    word,
    // What changes four times a second is not read aloud each time: without the rate.
    spoken: word.split(' · ')[0] ?? word,
    tokens: ['active'],
    icon,
  });
  switch (download.phase) {
    case 'queued':
      return state(`waiting, ${ordinal(download.place)}`, 'clock');
    case 'waiting':
      return state('another window is fetching it', 'clock');
    case 'transfer': {
      const { receivedBytes, sizeBytes, bytesPerSecond } = download;
      const part = sizeBytes ? `${percent(receivedBytes, sizeBytes)} %` : formatSize(receivedBytes);
      const rate = bytesPerSecond === undefined ? '' : ` · ${formatRate(bytesPerSecond)}`;
      return state(`downloading ${part}${rate}`, 'loading~spin');
    }
    case 'verifying':
      return state(`checking ${percent(download.checkedBytes, download.sizeBytes)} %`, 'loading~spin');
  }
}

function failedState(error: unknown): Omit<State, 'tokens'> {
  if (isEngineError(error, 'needsConsent')) return quietState('needs your consent', 'question');
  const reason = shortly(describeError(error).message);
  if (!isFault(error)) return quietState(reason, 'circle-slash');
  return {
    word: `failed: ${reason}`,
    spoken: `failed, ${reason}`,
    icon: 'error',
    color: 'errorForeground',
    mark: 'failed',
  };
}

function quietState(word: string, icon: string): Omit<State, 'tokens'> {
  return { word, spoken: word, icon };
}

/** The first sentence, without its full stop. */
export function shortly(message: string): string {
  return plain(/^.*?(?=\. |\.?$)/s.exec(message)?.[0] ?? message, 120);
}

function percent(part: number, whole: number): number {
  return whole > 0 ? Math.min(100, Math.floor((part / whole) * 100)) : 100;
}
