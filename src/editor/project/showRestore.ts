import { isEngineError, planRestore } from '../../engine/index.ts';
import type { Restored, RestoreProgress } from '../../engine/index.ts';
import { showFailureOf } from '../inBackground.ts';
import { formatPart, plain } from '../../words/format.ts';
import { fromMirror } from '../../words/mirrorWords.ts';
import type { Services } from '../services.ts';
import type { LockedProject } from './openProject.ts';
import { restoreLock, thisMachine } from './restoreLock.ts';
import { chooseNotLinked } from './chooseNotLinked.ts';
import { failuresOf, notLinkedIn, outdatedSentence, restoreReport, restoredSentence } from './restoreReport.ts';
import { plural, t } from '../../words/translate.ts';

const REPORT = t('Show Report');
const CHOOSE = t('Choose Commands…');
const RESTORE_REPORT = t('Restored Tools');

/** Restores with a progress notification, and says how it went. `tools`: only these of the lock. */
export async function showRestore(
  services: Services,
  open: LockedProject,
  tools?: readonly string[],
): Promise<readonly Restored[]> {
  const results = await services.ui.progress(t('Restoring tools'), (report, signal) =>
    restoreLock(services, open.lock, {
      folder: open.folder.directory,
      tools,
      onProgress: (progress) => report(progressWords(progress), restoredPercent(progress)),
      signal,
    }),
  );
  showFailureOf(services, tell(services, { open, tools }, results));
  return results;
}

/** `greet · 1 of 3 tools · 4.8 of 10.9 MB` */
export function progressWords(progress: RestoreProgress): string {
  const { tool, tools, doneTools, receivedBytes, sizeBytes, mirror } = progress;
  const bytes = sizeBytes > 0 ? [formatPart(receivedBytes, sizeBytes)] : [];
  const from = mirror === undefined ? [] : [fromMirror(mirror)];
  const counted = plural(tools, '{1} of {0} tool', '{1} of {0} tools', doneTools);
  return [plain(tool, 40), counted, ...bytes, ...from].join(' · ');
}

export function restoredPercent({ receivedBytes, sizeBytes, tools, doneTools }: RestoreProgress): number {
  return 100 * (sizeBytes > 0 ? receivedBytes / sizeBytes : doneTools / tools);
}

interface Asked {
  readonly open: LockedProject;
  readonly tools: readonly string[] | undefined;
}

async function tell(services: Services, { open, tools }: Asked, results: readonly Restored[]): Promise<void> {
  const { ui, errors, reports } = services;
  const report = async (): Promise<void> => {
    const plan = planRestore(open.lock, await thisMachine(services));
    await reports.show(RESTORE_REPORT, restoreReport(results, plan));
  };
  const [failed, ...more] = failuresOf(results);
  if (!failed) {
    const text = [restoredSentence(results), outdatedSentence(open)].join(' ').trim();
    const notLinked = notLinkedIn(results);
    const buttons = [...(notLinked.length > 0 ? [CHOOSE] : []), ...(results.length > 0 ? [REPORT] : [])];
    const pressed = await ui.inform(text, ...buttons);
    if (pressed === CHOOSE) await chooseNotLinked(services, open, notLinked);
    if (pressed === REPORT) await report();
    return;
  }
  // Bytes that differ from the lock open the report at once instead of offering a button.
  if ([failed, ...more].some(({ error }) => isMismatch(error))) await report();
  const name = more.length === 0 ? failed.name : t('{0} and {1} more', plain(failed.name, 60), more.length);
  const instance = open.lock.tools.get(failed.name)?.instance;
  const retry = async (): Promise<void> => {
    await showRestore(services, open, tools);
  };
  await errors.show(failed.error, { name, retry, report, instance });
}

function isMismatch(error: unknown): boolean {
  return isEngineError(error, 'lockMismatch') || isEngineError(error, 'integrity');
}
