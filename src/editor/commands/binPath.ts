import type { Services } from '../services.ts';
import { t } from '../../words/translate.ts';

/** Puts the commands of installed tools, and the workspace tools of folders, on the PATH of new terminals and tasks. */
export async function addToPath(services: Services): Promise<void> {
  await setOnPath(services, true);
  const { installer } = services.engine.get();
  await services.ui.inform(
    t(
      'Workspace tools and commands that you install are on the PATH of new terminals and tasks. Yours are in {0}.',
      installer.binDirectory,
    ),
  );
}

/** Takes them off the PATH; the tools stay installed. */
export async function removeFromPath(services: Services): Promise<void> {
  await setOnPath(services, false);
  await services.ui.inform(
    t('Workspace tools and commands that you install are no longer on the PATH of new terminals and tasks.'),
  );
}

export async function setOnPath({ settings, terminalPath }: Services, isOnPath: boolean): Promise<void> {
  await settings.setAddToPath(isOnPath);
  // The event of the setting comes a moment later.
  await terminalPath.refresh();
}
