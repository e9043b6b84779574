import { groundsOf, isBlocking, isEngineError, isHere, storedRefusal } from '../../engine/index.ts';
import type { AssetRecord, Change, Grounds, PartialDownload } from '../../engine/index.ts';
import { describeError, isFault } from '../../words/describeError.ts';
import type { DownloadState } from '../downloads/downloadRun.ts';
import {
  REFUSED_ICON,
  CHANGE_ICON,
  absenceWord,
  changeWord,
  evidenceWord,
  kindMark,
  mismatchWord,
  spokenEvidence,
  untrustedWord,
} from '../../words/evidenceWords.ts';
import { formatRate, formatSize, ordinal, plain, spokenSize } from '../../words/format.ts';
import { FILE_LOOKS, fileKind, mayBeText } from './fileKind.ts';
import type { AssetNode } from './nodes.ts';
import type { Facts, Mark, NodeView } from './nodeView.ts';
import { percent } from '../downloads/downloadWords.ts';
import { t } from '../../words/translate.ts';

/** A row's state, as displayed and as read aloud. */
interface State {
  readonly word: string;
  readonly spoken: string;
  readonly tokens: readonly string[];
  readonly icon?: string | undefined;
  readonly color?: string | undefined;
  readonly mark?: NodeView['mark'] | undefined;
}

/** Marks the file for this machine by its icon, as there is no room for words. */
const FITTING: Pick<NodeView, 'icon' | 'color'> = { icon: 'device-desktop', color: 'charts.blue' };

export function viewAsset(
  { asset, key, fits, label }: AssetNode,
  facts: Pick<Facts, 'record' | 'download' | 'partial' | 'fileNames'>,
): NodeView {
  const { icon, spoken } = FILE_LOOKS[fileKind(asset.name)];
  const record = facts.record(key);
  const isCurrent = record?.upstreamId === asset.upstreamId;
  const stopped = facts.partial(key);
  // A partial file that was replaced upstream cannot be resumed.
  const partial = stopped?.asset.upstreamId === asset.upstreamId ? stopped : undefined;
  const state = stateOf(facts.download(key), { record, isCurrent, partial });
  const isExternal = asset.storage === 'external';
  const where = isExternal ? [t('on another host')] : [];
  const size = asset.sizeBytes ?? record?.sizeBytes;
  const tokens = [...state.tokens, ...(isExternal ? ['external'] : []), ...(mayBeText(asset.name) ? ['text'] : [])];
  const look = fits === undefined ? { icon } : FITTING;
  const color = state.color ?? (state.icon === undefined ? look.color : undefined);
  return {
    label: plain(facts.fileNames === 'full' ? asset.name : label),
    // State comes first, because a narrow view cuts off the end of a row.
    description: [state.word, size === undefined ? '' : formatSize(size), ...where].filter(Boolean).join(' · '),
    icon: state.icon ?? look.icon,
    contextValue: ['asset', ...tokens].join(' '),
    accessibleLabel: [
      plain(asset.name),
      spoken,
      size === undefined ? t('size unknown') : spokenSize(size),
      ...where,
      state.spoken,
      ...(fits === undefined ? [] : [t('for this machine')]),
    ].join(', '),
    collapsible: 'none',
    color,
    mark: state.mark,
  };
}

interface OnDisk {
  readonly record: AssetRecord | undefined;
  /** Whether the record is of the file that the instance lists now. */
  readonly isCurrent: boolean;
  readonly partial: PartialDownload | undefined;
}

function stateOf(download: DownloadState | undefined, { record, isCurrent, partial }: OnDisk): State {
  if (download && download.phase !== 'failed') return activeState(download);
  const current = isCurrent ? record : undefined;
  const isCached = current && isHere(current) && !isInQuarantine(download);
  const rest = isCached ? cachedState(current) : remoteState(record, current, partial);
  // Another window may have found out, or this one before a reload.
  const error = download?.error ?? (current && storedRefusal(current));
  if (error === undefined) return rest;
  const failed = failedState(error);
  return { ...failed, tokens: [...new Set([...rest.tokens, ...failed.tokens, 'failed'])] };
}

/** After a check failed in this window, the record may not say so yet. */
function isInQuarantine(download: DownloadState | undefined): boolean {
  if (download?.phase !== 'failed' || !isEngineError(download.error, 'integrity')) return false;
  return download.error.facts.quarantinePath !== undefined;
}

/** `current` is the record of the listed file, if `record` is; any other is of a file that upstream has replaced. */
function remoteState(
  record: AssetRecord | undefined,
  current: AssetRecord | undefined,
  partial: PartialDownload | undefined,
): State {
  if (partial) {
    const { receivedBytes, sizeBytes } = partial;
    const word = t('stopped at {0}', sizeBytes ? `${percent(receivedBytes, sizeBytes)} %` : formatSize(receivedBytes));
    return { word, spoken: word, tokens: ['remote', 'stopped'], icon: 'debug-pause' };
  }
  const word = current?.absence ? absenceWord(current.absence) : record ? t('replaced since it was downloaded') : '';
  return { word, spoken: word || t('not downloaded'), tokens: ['remote'] };
}

/** The state of a file with a record. */
export function stateOfRecord(download: DownloadState | undefined, record: AssetRecord): State {
  return stateOf(download, { record, isCurrent: true, partial: undefined });
}

/** What happens to a partial file; `undefined` if nothing does. */
export function stateOfPartial(download: DownloadState | undefined): State | undefined {
  return download && stateOf(download, { record: undefined, isCurrent: false, partial: undefined });
}

function cachedState(record: AssetRecord): State {
  const { changes } = record.evidence;
  const kept = record.kept ? [t('kept')] : [];
  const look = changes.length > 0 ? CHANGED : LOOKS[groundsOf(record)];
  return {
    ...look,
    word: [evidenceWord(record), ...kept].join(' · '),
    spoken: [spokenEvidence(record), ...kept].join(', '),
    tokens: [
      'cached',
      ...(record.kept ? ['kept'] : []),
      ...(changes.length > 0 ? ['changed'] : []),
      ...pinTokens(record),
    ],
  };
}

/** Its digest is pinned and can be unpinned. */
function pinTokens({ evidence }: Pick<AssetRecord, 'evidence'>): readonly string[] {
  return evidence.sources.some(({ kind }) => kind === 'pin') ? ['digestPinned'] : [];
}

type Look = Pick<State, 'icon' | 'color' | 'mark'>;

const CHANGED: Look = { icon: CHANGE_ICON, color: 'list.warningForeground', mark: 'changed' };
const PASSED = 'testing.iconPassed';
/** The icon shows the kind of file, the mark at the row's end the evidence. */
const LOOKS: Readonly<Record<Grounds, Look>> = {
  pin: { color: PASSED, mark: kindMark('pin') },
  signature: { color: PASSED, mark: kindMark('signature') },
  server: { color: PASSED, mark: kindMark('server') },
  checksum: { mark: kindMark('checksum') },
  notes: { mark: kindMark('notes') },
  remembered: { mark: kindMark('remembered') },
  locked: { mark: kindMark('locked') },
  none: { mark: kindMark('none') },
};

function activeState(download: Exclude<DownloadState, { phase: 'failed' }>): State {
  const state = (word: string, icon: string, spoken = word): State => ({ word, spoken, tokens: ['active'], icon });
  switch (download.phase) {
    case 'queued':
      return state(t('{0} in the queue', ordinal(download.position)), 'clock');
    case 'waiting':
      return state(t('another window is downloading it'), 'clock');
    case 'transfer': {
      const { receivedBytes, sizeBytes, bytesPerSecond } = download;
      const part = sizeBytes ? `${percent(receivedBytes, sizeBytes)} %` : formatSize(receivedBytes);
      const rate = bytesPerSecond === undefined ? '' : ` · ${formatRate(bytesPerSecond)}`;
      // Leaves out the rate, so that a screen reader does not repeat what changes four times a second.
      return state(`${part}${rate}`, 'loading~spin', t('downloading {0}', part));
    }
    case 'verifying':
      return state(t('checking {0} %', percent(download.checkedBytes, download.sizeBytes)), 'loading~spin');
  }
}

function failedState(error: unknown): State {
  if (isEngineError(error, 'hostNotAllowed')) return quietState(t('needs your consent'), 'question');
  if (isEngineError(error, 'untrusted')) return quietState(untrustedWord(error.facts), 'shield');
  if (isEngineError(error, 'changed')) return changedState(error.facts.changes);
  if (isEngineError(error, 'integrity'))
    return fault(mismatchWord(error.facts), { icon: REFUSED_ICON, mark: 'refused' });
  const reason = firstSentence(describeError(error).message);
  if (!isFault(error)) return quietState(reason, 'circle-slash');
  return { ...fault(t('failed: {0}', reason), { icon: 'error', mark: 'failed' }), spoken: t('failed, {0}', reason) };
}

function fault(word: string, look: { readonly icon: string; readonly mark: Mark }): State {
  return { ...look, word, spoken: word, tokens: [], color: 'errorForeground' };
}

/** For a file that may not be used until the user accepts how it changed. */
function changedState(changes: readonly Change[]): State {
  const words = changes.filter(isBlocking).map(changeWord);
  return { ...CHANGED, word: words.join(' · '), spoken: words.join(', '), tokens: ['changed'] };
}

function quietState(word: string, icon: string): State {
  return { word, spoken: word, icon, tokens: [] };
}

/** The first sentence, without its full stop. */
export function firstSentence(message: string): string {
  return plain(/^.*?(?=\. |\.?$)/s.exec(message)?.[0] ?? message, 120);
}
