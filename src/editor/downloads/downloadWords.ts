import { timeLeftMs } from '../../engine/index.ts';
import type { AssetRecord } from '../../engine/index.ts';
import { describeError } from '../../words/describeError.ts';
import { evidenceTally, spokenEvidence } from '../../words/evidenceWords.ts';
import {
  enumerateFirst,
  formatDuration,
  formatPart,
  formatRate,
  formatSize,
  ordinal,
  plain,
} from '../../words/format.ts';
import { fromMirror } from '../../words/mirrorWords.ts';
import type { DownloadOutcome, Tally } from './downloads.ts';
import type { DownloadState } from './downloadRun.ts';
import { plural, t } from '../../words/translate.ts';

/** `12.3 of 80.0 MB, 4.1 MB/s, 17 s left` */
export function progressLine(state: DownloadState): string {
  switch (state.phase) {
    case 'queued':
      return t('{0} in the queue', ordinal(state.position));
    case 'waiting':
      return t('another window is downloading it');
    case 'verifying':
      return t('checking, {0}', formatPart(state.checkedBytes, state.sizeBytes));
    case 'failed':
      return t('failed');
    case 'transfer':
      return transferLine(state);
  }
}

function transferLine(state: Extract<DownloadState, { phase: 'transfer' }>): string {
  const { receivedBytes, sizeBytes, bytesPerSecond, mirror } = state;
  const part = sizeBytes === undefined ? formatSize(receivedBytes) : formatPart(receivedBytes, sizeBytes);
  const leftMs = sizeBytes === undefined ? undefined : timeLeftMs(sizeBytes - receivedBytes, bytesPerSecond);
  const rate = bytesPerSecond === undefined ? [] : [formatRate(bytesPerSecond)];
  const left = leftMs === undefined ? [] : [t('{0} left', formatDuration(leftMs))];
  return [part, ...rate, ...left, ...(mirror === undefined ? [] : [fromMirror(mirror)])].join(', ');
}

/** The fraction done, while it can be measured. */
export function donePercent(state: DownloadState): number | undefined {
  if (state.phase === 'verifying') return percent(state.checkedBytes, state.sizeBytes);
  if (state.phase !== 'transfer' || state.sizeBytes === undefined) return undefined;
  return percent(state.receivedBytes, state.sizeBytes);
}

/** Rounded down, so that 100 means done. */
export function percent(partBytes: number, wholeBytes: number): number {
  return wholeBytes > 0 ? Math.min(100, Math.floor((partBytes / wholeBytes) * 100)) : 100;
}

/** `3 of 12 · 41.0 MB/s`: three are done. */
export function tallyLine({ endedCount, startedCount, bytesPerSecond }: Tally): string {
  const count = t('{0} of {1}', endedCount, startedCount);
  return bytesPerSecond === undefined ? count : `${count} · ${formatRate(bytesPerSecond)}`;
}

/** What was fetched now, as opposed to what was here already. */
export function fetched(outcomes: readonly DownloadOutcome[]): readonly Extract<DownloadOutcome, { state: 'done' }>[] {
  return outcomes.filter((outcome) => outcome.state === 'done').filter(({ found }) => !found.fromCache);
}

export function failed(outcomes: readonly DownloadOutcome[]): readonly Extract<DownloadOutcome, { state: 'failed' }>[] {
  return outcomes.filter((outcome) => outcome.state === 'failed');
}

/** `Downloaded hello.zip, 17.0 MB: signed by …` or `Downloaded 11 files, 210.0 MB: 8 signed and 3 unverified.` */
export function doneSentence(outcomes: readonly DownloadOutcome[]): string {
  const records = fetched(outcomes).map(({ found }) => found.record);
  const [only] = records;
  if (only && records.length === 1) {
    return t('Downloaded {0}, {1}: {2}.', plain(only.name, 80), formatSize(only.sizeBytes), spokenEvidence(only));
  }
  const totalBytes = records.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0);
  return t(
    'Downloaded {0}, {1}: {2}.',
    plural(records.length, '{0} file', '{0} files'),
    formatSize(totalBytes),
    evidenceTally(records),
  );
}

/** `Saved as /home/me/a.zip (17.0 MB, unverified).` or `Saved 5 files in /home/me (210.0 MB, all signed).` */
export function savedSentence(records: readonly AssetRecord[], target: string): string {
  const [only] = records;
  if (only && records.length === 1) {
    return t('Saved as {0} ({1}, {2}).', target, formatSize(only.sizeBytes), spokenEvidence(only));
  }
  const totalBytes = records.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0);
  return t(
    'Saved {0} in {1} ({2}, {3}).',
    plural(records.length, '{0} file', '{0} files'),
    target,
    formatSize(totalBytes),
    evidenceTally(records),
  );
}

/** The end of a batch that failed in part: what was downloaded, what was not, and why. */
export function batchSummary(outcomes: readonly DownloadOutcome[]): string {
  const failures = failed(outcomes);
  const reasons = [...new Set(failures.map(({ error }) => describeError(error).message))];
  const names = failures.slice(0, 3).map(({ asset }) => plain(asset.name, 60));
  const list = enumerateFirst(names, 3, failures.length);
  const failure = plural(failures.length, '{0} file failed: {1}.', '{0} files failed: {1}.', list);
  const done = fetched(outcomes).length > 0 ? [doneSentence(outcomes)] : [];
  return [...done, failure, ...(reasons.length === 1 ? reasons : [])].join(' ');
}
