import { checkReport, checkSentence, sumOf } from '../project/checkReport.ts';
import { openLocked } from '../project/openProject.ts';
import { projectTarget } from '../project/projectTargets.ts';
import type { Services } from '../services.ts';
import { t } from '../../words/translate.ts';

const CHECK_REPORT = t('Lock Check');

/** Compares the lock with what the instances list now, and opens a report. Downloads nothing. */
export async function checkLock(services: Services, ...args: readonly unknown[]): Promise<void> {
  const directory = (await projectTarget(services, args))?.status.folder.directory;
  const open = await openLocked(services, t('Check Lock'), directory);
  if (!open) return;
  const checks = await services.ui.progress(t('Comparing the lock with upstream'), (_, signal) =>
    services.engine.get().check(open.lock, { project: open.project, signal }),
  );
  const { replaced, missing, failed } = sumOf(checks);
  const isFine = replaced.length + missing.length + failed.length === 0;
  await services.reports.show(CHECK_REPORT, checkReport(checks));
  await services.ui[isFine ? 'inform' : 'warn'](checkSentence(checks));
}
