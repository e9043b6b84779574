import { currentOf } from '../installs/groupInstalled.ts';
import { installedTargets } from '../installs/installedTargets.ts';
import { typeCommand } from '../installs/typeCommand.ts';
import { toolTarget } from '../project/projectTargets.ts';
import { runProjectTool } from '../project/runProjectTool.ts';
import type { Services } from '../services.ts';
import { t } from '../../words/translate.ts';

/** Types the command of a tool into a terminal. The user presses Enter. */
export async function runInTerminal(services: Services, ...args: readonly unknown[]): Promise<void> {
  const project = await toolTarget(services, args);
  if (project) return runProjectTool(services, project.status, project.tool);
  const [target] = await installedTargets(services, args, t('Run in Terminal'));
  if (target) await typeCommand(services, target.version ?? currentOf(target.node));
}
