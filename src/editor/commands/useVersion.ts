import { isEngineError } from '../../engine/index.ts';
import type { Installed } from '../../engine/index.ts';
import { commandReach } from '../installs/commandReach.ts';
import { chooseAmong } from '../installs/commandQuestion.ts';
import { installedTargets, pickInstalledVersion } from '../installs/installedTargets.ts';
import { commandSentence, installedName } from '../installs/installWords.ts';
import type { Services } from '../services.ts';
import { t } from '../../words/translate.ts';

/** Switches a tool's commands to another installed version. */
export async function useVersion(services: Services, ...args: readonly unknown[]): Promise<void> {
  const [target] = await installedTargets(services, args, t('Use Version'));
  if (!target) return;
  const wanted = target.version ?? (await pickInstalledVersion(services, target.node, t('Use Version')));
  const used = wanted && (await useInstalled(services, wanted));
  if (!used) return;
  const sentence = commandSentence(used, commandReach(services, used));
  await services.ui.inform(t('{0} is in use. {1}', installedName(used), sentence));
}

async function useInstalled(services: Services, { tool, asset }: Installed): Promise<Installed | undefined> {
  const { installer } = services.engine.get();
  try {
    return await installer.use(tool, asset.version);
  } catch (error) {
    if (!isEngineError(error, 'commandsNeedConsent')) throw error;
    const allow = await chooseAmong(services, error.facts, 'use');
    return allow && (await installer.use(tool, asset.version, { allow }));
  } finally {
    await services.installs.refresh();
  }
}
