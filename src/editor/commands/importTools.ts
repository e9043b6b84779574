import { systemClock } from '../../engine/index.ts';
import { t } from '../../words/translate.ts';
import { showFailureOf } from '../inBackground.ts';
import { filesProgressReporter, importedSentence } from '../project/exportWords.ts';
import { showFileResults } from '../project/showFileResults.ts';
import { localPath } from '../project/localPath.ts';
import { lockedFolders, openLocked, trustedFolders } from '../project/openProject.ts';
import type { LockedProject } from '../project/openProject.ts';
import { projectTarget } from '../project/projectTargets.ts';
import { thisMachine } from '../project/restoreLock.ts';
import { showRestore } from '../project/showRestore.ts';
import type { Services } from '../services.ts';

const TITLE = t('Import Workspace Tools');
const RESTORE = t('Restore');
const REPORT = t('Show Report');

/** Imports an export into the cache, checked against the lock of the folder, or that of the export if there is none. */
export async function importTools(services: Services, ...args: readonly unknown[]): Promise<void> {
  const directory = (await projectTarget(services, args))?.status.folder.directory;
  // A lock that may not be read must not count as none: the export would be checked against its own lock alone.
  const hasFolder = services.workspace.folders().length > 0;
  const isLocked = hasFolder && (await lockedFolders(trustedFolders(services))).length > 0;
  const from = await choosePlace(services);
  if (from === undefined) return;
  const open = isLocked ? await openLocked(services, TITLE, directory) : undefined;
  if (isLocked && !open) return;
  await runImport(services, from, open);
}

async function runImport(services: Services, from: string, open: LockedProject | undefined): Promise<void> {
  const { ui, engine, records, projects } = services;
  const machine = await thisMachine(services);
  const importing = ui.progress(t('Importing tools'), (report, signal) =>
    engine.get().importTools(from, {
      lock: open?.lock,
      machine,
      onProgress: filesProgressReporter(report, { phases: 1, clock: systemClock }),
      signal,
    }),
  );
  const refresh = (): Promise<unknown> => Promise.all([records.refresh(), projects.refresh()]);
  // A stopped import may have stored some files already.
  const imported = await importing.finally(() => showFailureOf(services, refresh()));
  const sentence = importedSentence(imported, !open);
  showFileResults(services, {
    name: t('Imported Tools'),
    title: t('Imported tools'),
    sentence,
    files: imported,
    retry: () => runImport(services, from, open),
    tell: (report) => tell(services, sentence, open, report),
  });
}

async function tell(
  services: Services,
  sentence: string,
  open: LockedProject | undefined,
  report: () => Promise<void>,
): Promise<void> {
  const pressed = await services.ui.inform(sentence, ...(open ? [RESTORE] : []), REPORT);
  if (pressed === REPORT) await report();
  if (pressed === RESTORE && open) await showRestore(services, open);
}

async function choosePlace({ ui }: Services): Promise<string | undefined> {
  const rows = [
    { label: t('From a Folder…'), icon: 'folder', value: 'directory' },
    { label: t('From a Tar File…'), icon: 'archive', value: 'tar' },
  ] as const;
  const kind = await ui.pick(rows, {
    title: TITLE,
    placeholder: t('A folder or file written by Export Workspace Tools'),
  });
  if (kind === undefined) return undefined;
  const chosen = await (kind === 'tar' ? ui.chooseFile(TITLE) : ui.chooseFolder(TITLE, t('Import')));
  return chosen && localPath(ui, chosen);
}
