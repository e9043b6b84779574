import { isEngineError } from '../../engine/index.ts';
import type { Installed } from '../../engine/index.ts';
import { installedTargets, pickInstalledVersion } from '../installs/installedTargets.ts';
import { commandSentence, nameOf } from '../installs/installWords.ts';
import { plain } from '../../words/format.ts';
import type { Services } from '../services.ts';

/** Makes another version of a tool the one that its commands run. */
export async function useVersion(services: Services, ...args: readonly unknown[]): Promise<void> {
  const [target] = await installedTargets(services, args, 'Use Version');
  if (!target) return;
  const wanted = target.version ?? (await pickInstalledVersion(services, target.node, 'Use Version'));
  const used = wanted && (await useInstalled(services, wanted));
  if (!used) return;
  await services.ui.inform(`${nameOf(used)} is in use. ${commandSentence(used, services.settings.current.addToPath)}`);
}

async function useInstalled(services: Services, { tool, asset }: Installed): Promise<Installed | undefined> {
  const { engine, installs, ui } = services;
  const { installer } = engine.get();
  try {
    return await installer.use(tool, asset.version);
  } catch (error) {
    // What is not ours cannot be taken over.
    if (!isEngineError(error, 'nameTaken') || error.facts.by === undefined) throw error;
    const command = plain(error.facts.command, 60);
    const detail = `It runs ${plain(error.facts.by, 60)} now, which stays installed.`;
    if (!(await ui.confirm(`Let ${command} run ${plain(tool.name, 60)}?`, detail, 'Take Over'))) return undefined;
    return await installer.use(tool, asset.version, { takeCommands: true });
  } finally {
    await installs.refresh();
  }
}
