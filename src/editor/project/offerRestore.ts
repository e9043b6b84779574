import { addInstance } from '../commands/addInstance.ts';
import { showFailureOf } from '../inBackground.ts';
import { enumerateFirst, plain } from '../../words/format.ts';
import type { Services } from '../services.ts';
import { readFolder } from './openProject.ts';
import { foreignOf, missingOf } from './projectStatus.ts';
import type { ProjectTool, ReadProject } from './projectStatus.ts';
import { showRestore } from './showRestore.ts';
import type { ProjectFolder } from './workspace.ts';
import { plural, t } from '../../words/translate.ts';

const RESTORE = t('Restore');
const ADD_INSTANCE = t('Add Instance…');

/**
 * Offers once to restore locked tools that this machine lacks, and to add the instance that they are from, with its address
 * in view. Asks about each lock once a workspace, whatever the answer.
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
  const foreign = foreignOf(status);
  if (missing.length + foreign.length === 0 || services.projectMemory.isOffered(folder.directory, lock)) return;
  await services.projectMemory.noteOffered(folder.directory, lock);
  if (missing.length > 0) showFailureOf(services, ask(services, folder, missing));
  if (foreign.length > 0) showFailureOf(services, askToAdd(services, status, foreign));
}

/** Adding it is the user's decision: the next dialog shows the address and what answers there. */
async function askToAdd(services: Services, status: ReadProject, foreign: readonly ProjectTool[]): Promise<void> {
  const { folder, lock } = status;
  const instanceOf = ({ name }: ProjectTool): string => lock.tools.get(name)?.instance ?? '';
  const [address = ''] = foreign.map(instanceOf);
  const needs = t(
    '{0} needs {1} from {2}, which is not one of your instances.',
    plain(folder.name, 60),
    named(foreign.filter((tool) => instanceOf(tool) === address)),
    plain(address, 200),
  );
  if ((await services.ui.inform(needs, ADD_INSTANCE, t('Not Now'))) !== ADD_INSTANCE) return;
  await addInstance(services, address);
  const all = await services.projects.refresh();
  const now = all.find((one) => one.folder.directory === folder.directory);
  const missing = now?.kind === 'read' ? missingOf(now) : [];
  if (missing.length > 0) await ask(services, folder, missing);
}

function named(tools: readonly ProjectTool[]): string {
  const names = tools.map(({ name, version }) => plain(`${name} ${version}`, 60));
  return enumerateFirst(names, 4);
}

async function ask(services: Services, folder: ProjectFolder, missing: readonly ProjectTool[]): Promise<void> {
  const needs = plural(
    missing.length,
    '{1} needs {2}, which is not installed here.',
    '{1} needs {2}, which are not installed here.',
    plain(folder.name, 60),
    named(missing),
  );
  if ((await services.ui.inform(needs, RESTORE, t('Not Now'))) !== RESTORE) return;
  const open = await readFolder(folder);
  if (open.lock) await showRestore(services, { ...open, lock: open.lock });
}
