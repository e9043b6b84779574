import { writeProjectFiles, projectPaths, readLock, systemClock } from '../../engine/index.ts';
import type { ProjectEdit } from '../../engine/index.ts';
import { describeError } from '../../words/describeError.ts';
import { plain } from '../../words/format.ts';
import { lockedSummary } from '../../words/lockWords.ts';
import type { Services } from '../services.ts';
import { lockReport } from './lockReport.ts';
import type { PlannedLock } from './lockReport.ts';
import { saveFiles } from './openProject.ts';
import type { OpenProject } from './openProject.ts';
import { plural, t } from '../../words/translate.ts';

const LOCK_REPORT = t('Lock Preview');

/**
 * Previews the lock and writes it if the user agrees; `put` goes into the workspace file. Returns `false` if nothing was
 * written. Edits, pulls and merges made to the files meanwhile stay.
 *
 * @throws WorkspaceError `unsaved`; EngineError `changedMeanwhile`, `badProjectFile`, `storage`
 */
export async function reviewAndWrite(
  services: Services,
  open: OpenProject,
  planned: PlannedLock,
  put?: ProjectEdit['put'],
): Promise<boolean> {
  const { ui, reports, workspace } = services;
  await reports.show(LOCK_REPORT, lockReport(planned));
  const write = { label: t('Write the Lock'), detail: changesLine(planned), icon: 'lock', value: true };
  const leave = { label: t('Cancel'), icon: 'circle-slash', value: false };
  const failed = planned.failures.map(({ name, error }) => `${plain(name, 40)}: ${describeError(error).message}`);
  const placeholder =
    failed.length > 0 ? t('Not locked: {0}', failed.join(' ')) : t('The report shows digests and evidence');
  if (!(await ui.pick([write, leave], { title: t('Lock Tools'), placeholder }))) return false;
  await saveFiles(services, open.folder);
  const updates = planned.updates.filter(({ isChanged }) => isChanged);
  await writeProjectFiles(open.folder.directory, { from: open, put, updates, dropped: planned.dropped }, systemClock);
  workspace.noteLock();
  // Whoever writes a lock is asked about restoring it right then.
  const lock = await readLock(projectPaths(open.folder.directory).lock);
  if (lock) await services.projectMemory.noteOffered(open.folder.directory, lock);
  await services.projects.refresh();
  return true;
}

/** `greet v1.0.0 → v1.1.0: 5 files for 7 platforms, all signed` */
function changesLine({ updates, dropped }: PlannedLock): string {
  const lines = updates
    .filter(({ isChanged }) => isChanged)
    .map(({ name, before, after }) => {
      const versions = [...(before && before.version !== after.version ? [before.version] : []), after.version];
      const shown = versions.map((version) => plain(version, 40)).join(' → ');
      return `${plain(name, 40)} ${shown}: ${lockedSummary(after)}`;
    });
  const gone = dropped.length > 0 ? [plural(dropped.length, '{0} tool removed', '{0} tools removed')] : [];
  const all = [...lines, ...gone];
  return all.length > 3 ? [...all.slice(0, 3), t('{0} more', all.length - 3)].join('; ') : all.join('; ');
}
