import { openLocked } from '../project/openProject.ts';
import { projectTarget } from '../project/projectTargets.ts';
import { showRestore } from '../project/showRestore.ts';
import type { Services } from '../services.ts';
import { t } from '../../words/translate.ts';

/**
 * Restores everything that the workspace's lock has for this machine. Takes the path of a folder, or the row of a folder or of
 * one of its tools.
 */
export async function restoreTools(services: Services, ...args: readonly unknown[]): Promise<void> {
  const [given] = args;
  const row = await projectTarget(services, args);
  const directory = typeof given === 'string' ? given : row?.status.folder.directory;
  const open = await openLocked(services, t('Restore Workspace Tools'), directory);
  if (open) await showRestore(services, open, row?.tool && [row.tool.name]);
}
