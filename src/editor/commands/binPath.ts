import type { Services } from '../services.ts';
import { t } from '../../words/translate.ts';

/** Puts the commands of installed tools on the PATH of new terminals and tasks. */
export async function addToPath(services: Services): Promise<void> {
  await setOnPath(services, true);
  const { installer } = services.engine.get();
  await services.ui.inform(
    t('Commands that you install are on the PATH of new terminals and tasks, in {0}.', installer.binDirectory),
  );
}

/** Takes them off the PATH; the tools stay installed. */
export async function removeFromPath(services: Services): Promise<void> {
  await setOnPath(services, false);
  await services.ui.inform(t('Commands that you install are no longer on the PATH of new terminals and tasks.'));
}

export async function setOnPath({ settings, terminalPath }: Services, isOnPath: boolean): Promise<void> {
  await settings.setAddToPath(isOnPath);
  // The event of the setting comes a moment later.
  await terminalPath.refresh();
}
