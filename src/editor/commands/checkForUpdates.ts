import { toolNodes } from '../installs/installedTargets.ts';
import { count, plain } from '../words/format.ts';
import type { Services } from '../services.ts';
import { inBackground } from './inBackground.ts';
import { update, updateNodes } from './update.ts';

/** Asks now whether there are newer versions of the installed tools, and offers them. */
export async function checkForUpdates(services: Services): Promise<void> {
  const { ui, updates, installs } = services;
  const installed = await installs.refresh();
  if (installed.length === 0) return void ui.inform('No tool is installed on this machine yet.');
  const failures = await ui.progress('Looking for updates', (_, signal) => updates.check(installed, signal));
  const [failure] = failures;
  if (failure !== undefined) inBackground(services, services.errors.show(failure));
  const nodes = (await toolNodes(services)).filter(({ newer }) => newer !== undefined);
  if (nodes.length > 0) return inBackground(services, offer(services, nodes));
  if (failures.length === 0) void ui.inform('All installed tools are up to date.');
}

async function offer(services: Services, nodes: Parameters<typeof updateNodes>[1]): Promise<void> {
  const [only] = nodes;
  const what =
    only && nodes.length === 1
      ? `${plain(only.tool.name, 60)} ${plain(only.newer ?? '', 60)} is available.`
      : `Newer versions of ${count(nodes.length, 'tool')} are available.`;
  const chosen = await services.ui.inform(what, 'Update', ...(nodes.length > 1 ? ['Choose…'] : []));
  if (chosen === 'Update') await updateNodes(services, nodes);
  if (chosen === 'Choose…') await update(services);
}
