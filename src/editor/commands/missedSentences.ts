import type { AssetRecord } from '../../engine/index.ts';
import { enumerateFirst, plain } from '../../words/format.ts';
import type { MissedFiles } from '../choose/onlyCopy.ts';
import { t } from '../../words/translate.ts';

/** Which of several files the user may miss, in sentences; empty if none. Pure. */
export function missedSentences({ locked, gone }: MissedFiles): readonly string[] {
  return [
    ...(locked.length > 0 ? [t('Needed by the lock of an open folder: {0}.', namesOf(locked))] : []),
    ...(gone.length > 0 ? [t('Replaced or no longer shown by the instance: {0}.', namesOf(gone))] : []),
  ];
}

function namesOf(records: readonly AssetRecord[]): string {
  return enumerateFirst(
    records.map(({ name }) => plain(name, 60)),
    3,
  );
}
