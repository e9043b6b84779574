import { openLocked } from '../project/openProject.ts';
import { showRestore } from '../project/showRestore.ts';
import type { Services } from '../services.ts';
import { t } from '../../words/translate.ts';

/** Restores everything that the workspace's lock has for this machine. Takes the path of a folder, if one is meant. */
export async function restoreTools(services: Services, ...args: readonly unknown[]): Promise<void> {
  const [directory] = args;
  const open = await openLocked(
    services,
    t('Restore Workspace Tools'),
    typeof directory === 'string' ? directory : undefined,
  );
  if (open) await showRestore(services, open);
}
