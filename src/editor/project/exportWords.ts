import { RateMeter, timeLeftMs } from '../../engine/index.ts';
import type { Clock, FileResult, FileResults, FilesProgress } from '../../engine/index.ts';
import { formatDuration, formatPart, formatRate, formatSize, plain } from '../../words/format.ts';
import { fromMirror } from '../../words/mirrorWords.ts';
import { omittedSentence } from '../../words/omittedWords.ts';
import { plural, t } from '../../words/translate.ts';
import type { Report } from '../ui/ui.ts';

type Done = Extract<FileResult, { ok: true }>;

/**
 * Turns progress into `writing greet · 1 of 3 files · 4.8 of 10.9 MB · 3.1 MB/s · 2 s left`, each phase with a rate of its
 * own. `phases`: how many there are, so that the bar goes on from one to the next.
 */
export function filesProgressReporter(
  report: Report,
  { phases, clock }: { readonly phases: 1 | 2; readonly clock: Clock },
): (progress: FilesProgress) => void {
  let meter: RateMeter | undefined;
  let phase: FilesProgress['phase'] = 'fetch';
  return (progress) => {
    const now = clock.now();
    if (!meter || progress.phase !== phase) meter = new RateMeter(progress.doneBytes, now);
    phase = progress.phase;
    meter.sample(progress.doneBytes, now);
    report(progressWords(progress, meter.bytesPerSecond), percent(progress, phases));
  };
}

function progressWords(progress: FilesProgress, bytesPerSecond: number | undefined): string {
  const { phase, tool, files, doneFiles, doneBytes, sizeBytes, mirror } = progress;
  const name = plain(tool, 40);
  const leftMs = timeLeftMs(sizeBytes - doneBytes, bytesPerSecond);
  return [
    phase === 'fetch' ? t('fetching {0}', name) : t('writing {0}', name),
    plural(files, '{1} of {0} file', '{1} of {0} files', doneFiles),
    ...(sizeBytes > 0 ? [formatPart(doneBytes, sizeBytes)] : []),
    ...(bytesPerSecond === undefined ? [] : [formatRate(bytesPerSecond)]),
    ...(leftMs === undefined ? [] : [t('{0} left', formatDuration(leftMs))]),
    ...(mirror === undefined ? [] : [fromMirror(mirror)]),
  ].join(' · ');
}

function percent({ phase, doneBytes, sizeBytes, doneFiles, files }: FilesProgress, phases: 1 | 2): number {
  const share = sizeBytes > 0 ? doneBytes / sizeBytes : doneFiles / Math.max(1, files);
  return (100 * ((phase === 'write' ? 1 : 0) + share)) / phases;
}

function doneOf(results: readonly FileResult[]): readonly Done[] {
  return results.filter((result): result is Done => result.ok);
}

/** `3 files (10.9 MB)` */
function filesAndSize(results: readonly Done[]): string {
  const sizeBytes = results.reduce((total, { cached }) => total + cached.record.sizeBytes, 0);
  return plural(results.length, '{0} file ({1})', '{0} files ({1})', formatSize(sizeBytes));
}

/** Says where the exported files are. `lacking`: how many checksum and signature files could not be read. */
export function exportedSentence({ results, omitted }: FileResults, place: string, lacking: number): string {
  if (results.length === 0) return t('The lock has no file for these platforms, so nothing was exported.');
  const done = doneOf(results);
  const without = plural(
    lacking,
    '{0} checksum or signature file could not be read, so it is not included.',
    '{0} checksum or signature files could not be read, so they are not included.',
  );
  return [
    done.length === 0 ? t('Nothing was exported.') : t('Exported to {0}: {1}.', plain(place, 200), filesAndSize(done)),
    ...failedSentence(results),
    ...(omitted.length === 0 ? [] : [omittedSentence(omitted, 'platforms')]),
    ...(lacking === 0 ? [] : [without]),
  ].join(' ');
}

/** Says what was imported into the cache. `isOwnLock`: the files were checked against the export's own lock. */
export function importedSentence({ results, omitted }: FileResults, isOwnLock: boolean): string {
  if (results.length === 0) return t('The lock is empty, so there is nothing to import.');
  return [
    t('Imported into the cache: {0}.', filesAndSize(doneOf(results))),
    ...failedSentence(results),
    ...(omitted.length === 0 ? [] : [omittedSentence(omitted, 'notInExport')]),
    ...(isOwnLock ? [t('No open folder has a lock, so the files were checked against the lock in the export.')] : []),
  ].join(' ');
}

function failedSentence(results: readonly FileResult[]): readonly string[] {
  const failed = results.length - doneOf(results).length;
  return failed === 0 ? [] : [plural(failed, '{0} file is missing.', '{0} files are missing.')];
}
