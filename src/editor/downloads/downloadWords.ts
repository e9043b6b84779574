import { timeLeftMs } from '../../engine/index.ts';
import type { AssetRecord } from '../../engine/index.ts';
import { describeError } from '../../words/describeError.ts';
import { evidenceTally, spokenEvidence } from '../../words/evidenceWords.ts';
import { count, formatDuration, formatPart, formatRate, formatSize, ordinal, plain } from '../../words/format.ts';
import type { Outcome, Tally } from './downloads.ts';
import type { DownloadState } from './downloadState.ts';

/** `12.3 of 80.0 MB, 4.1 MB/s, 17 s left` */
export function progressLine(state: DownloadState): string {
  switch (state.phase) {
    case 'queued':
      return `waiting, ${ordinal(state.place)}`;
    case 'waiting':
      return 'another window is fetching it';
    case 'verifying':
      return `checking, ${formatPart(state.checkedBytes, state.sizeBytes)}`;
    case 'failed':
      return 'failed';
    case 'transfer':
      return transferLine(state);
  }
}

function transferLine(state: Extract<DownloadState, { phase: 'transfer' }>): string {
  const { receivedBytes, sizeBytes, bytesPerSecond } = state;
  const part = sizeBytes === undefined ? formatSize(receivedBytes) : formatPart(receivedBytes, sizeBytes);
  const leftMs = sizeBytes === undefined ? undefined : timeLeftMs(sizeBytes - receivedBytes, bytesPerSecond);
  const rate = bytesPerSecond === undefined ? [] : [formatRate(bytesPerSecond)];
  return [part, ...rate, ...(leftMs === undefined ? [] : [`${formatDuration(leftMs)} left`])].join(', ');
}

/** How much is done, as long as that can be told. */
export function donePercent(state: DownloadState): number | undefined {
  if (state.phase === 'verifying') return percent(state.checkedBytes, state.sizeBytes);
  if (state.phase !== 'transfer' || state.sizeBytes === undefined) return undefined;
  return percent(state.receivedBytes, state.sizeBytes);
}

function percent(partBytes: number, wholeBytes: number): number {
  return wholeBytes > 0 ? Math.min(100, Math.floor((partBytes / wholeBytes) * 100)) : 100;
}

/** `3 of 12 · 41.0 MB/s`: three are done. */
export function tallyLine({ endedCount, startedCount, bytesPerSecond }: Tally): string {
  const place = `${endedCount} of ${startedCount}`;
  return bytesPerSecond === undefined ? place : `${place} · ${formatRate(bytesPerSecond)}`;
}

/** What was fetched for this, as opposed to what was there already. */
export function fetched(outcomes: readonly Outcome[]): readonly Extract<Outcome, { state: 'done' }>[] {
  return outcomes.filter((outcome) => outcome.state === 'done').filter(({ found }) => !found.fromCache);
}

export function failed(outcomes: readonly Outcome[]): readonly Extract<Outcome, { state: 'failed' }>[] {
  return outcomes.filter((outcome) => outcome.state === 'failed');
}

/** `Downloaded hello.zip, 17.0 MB, signed by …` or `11 files downloaded, 210.0 MB, 8 signed and 3 unverified.` */
export function doneSentence(outcomes: readonly Outcome[]): string {
  const records = fetched(outcomes).map(({ found }) => found.record);
  const [only] = records;
  if (only && records.length === 1 && outcomes.length === 1) {
    return `Downloaded ${plain(only.name, 80)}, ${formatSize(only.sizeBytes)}, ${spokenEvidence(only)}.`;
  }
  const totalBytes = records.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0);
  return `${count(records.length, 'file')} downloaded, ${formatSize(totalBytes)}, ${evidenceTally(records)}.`;
}

/** `Saved as /home/me/a.zip (17.0 MB, unverified).` or `Saved 5 files in /home/me (210.0 MB, all signed).` */
export function savedSentence(records: readonly AssetRecord[], place: string): string {
  const [only] = records;
  if (only && records.length === 1) {
    return `Saved as ${place} (${formatSize(only.sizeBytes)}, ${spokenEvidence(only)}).`;
  }
  const totalBytes = records.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0);
  return `Saved ${count(records.length, 'file')} in ${place} (${formatSize(totalBytes)}, ${evidenceTally(records)}).`;
}

/** The end of a batch of which something failed: what was downloaded, what was not, and why not. */
export function batchSummary(outcomes: readonly Outcome[]): string {
  const failures = failed(outcomes);
  const reasons = [...new Set(failures.map(({ error }) => describeError(error).message))];
  const names = failures.slice(0, 3).map(({ asset }) => plain(asset.name, 60));
  const more = failures.length > names.length ? ` and ${failures.length - names.length} more` : '';
  const why = reasons.length === 1 ? ` ${reasons[0] ?? ''}` : '';
  const done = fetched(outcomes).length > 0 ? `${doneSentence(outcomes).slice(0, -1)}; ` : '';
  return `${done}${count(failures.length, 'file')} failed: ${names.join(', ')}${more}.${why}`;
}
