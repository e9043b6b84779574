import { showFailureOf } from '../inBackground.ts';
import { enumerateFirst, plain } from '../../words/format.ts';
import type { Services } from '../services.ts';
import { readFolder } from './openProject.ts';
import { missingOf } from './projectStatus.ts';
import type { ReadProject } from './projectStatus.ts';
import { showRestore } from './showRestore.ts';
import type { ProjectFolder } from './workspace.ts';
import { plural, t } from '../../words/translate.ts';

const RESTORE = t('Restore');

/**
 * Offers once to restore locked tools that this machine lacks. Asks about each lock once a workspace, whatever the answer.
 * Never rejects.
 */
export async function offerRestore(services: Services): Promise<void> {
  try {
    for (const status of services.projects.known ?? []) {
      services.workspace.noteLock();
      if (status.kind === 'read') await offerFor(services, status);
    }
  } catch (error) {
    // The user did not ask for this check, so a failure goes to the log; the command shows it.
    services.errors.note(error);
  }
}

async function offerFor(services: Services, status: ReadProject): Promise<void> {
  const { folder, lock } = status;
  const missing = missingOf(status);
  if (missing.length === 0 || services.projectMemory.isOffered(folder.directory, lock)) return;
  await services.projectMemory.noteOffered(folder.directory, lock);
  const names = missing.map(({ name, version }) => `${name} ${version}`);
  showFailureOf(services, ask(services, folder, names));
}

async function ask(services: Services, folder: ProjectFolder, missing: readonly string[]): Promise<void> {
  const tools = enumerateFirst(
    missing.map((name) => plain(name, 60)),
    4,
  );
  const needs = plural(
    missing.length,
    '{1} needs {2}, which is not installed here.',
    '{1} needs {2}, which are not installed here.',
    plain(folder.name, 60),
    tools,
  );
  if ((await services.ui.inform(needs, RESTORE, t('Not Now'))) !== RESTORE) return;
  const open = await readFolder(folder);
  if (open.lock) await showRestore(services, { ...open, lock: open.lock });
}
