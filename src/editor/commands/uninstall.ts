import type { Installed } from '../../engine/index.ts';
import type { InstalledExtensionNode } from '../installs/installedNodes.ts';
import { extensionTargets, installedTargets } from '../installs/installedTargets.ts';
import type { InstalledTarget } from '../installs/installedTargets.ts';
import { nameOf } from '../installs/installWords.ts';
import { count, enumerate, formatSize, plain } from '../../words/format.ts';
import type { Services } from '../services.ts';

/** Removes a version of a tool, or all of it: its files and its commands; or an extension of the editor. */
export async function uninstall(services: Services, ...args: readonly unknown[]): Promise<void> {
  const extensions = extensionTargets(services, args);
  if (extensions.length > 0) return uninstallExtensions(services, extensions);
  const targets = await installedTargets(services, args, 'Uninstall');
  const doomed = [...new Set(targets.flatMap(versionsIn))];
  if (doomed.length === 0) return;
  const what = whatOf(targets, doomed);
  if (!(await services.ui.confirm(`Uninstall ${what}?`, uninstallDetail(doomed), 'Uninstall'))) return;
  const { installer } = services.engine.get();
  const failures: unknown[] = [];
  for (const { tool, asset } of doomed) {
    // One that cannot be removed is no reason to keep the others.
    await installer.uninstall(tool, asset.version).catch((error: unknown) => failures.push(error));
  }
  await services.installs.refresh();
  if (failures.length > 0) throw failures[0];
  await services.ui.inform(`${what} is uninstalled; ${formatSize(sizeOf(doomed))} freed.`);
}

async function uninstallExtensions(
  { ui, installHost, extensions }: Services,
  nodes: readonly InstalledExtensionNode[],
): Promise<void> {
  const ids = nodes.map(({ extension }) => extension.id);
  const what = enumerate(
    ids.map((id) => plain(id, 80)),
    'and',
  );
  if (!(await ui.confirm(`Uninstall ${what}?`, 'What was downloaded stays in the cache.', 'Uninstall'))) return;
  for (const id of ids) {
    await installHost.uninstallExtension(id);
    await extensions.forget(id);
  }
  await ui.inform(`${what} ${ids.length === 1 ? 'is' : 'are'} uninstalled.`);
}

function versionsIn({ node, version }: InstalledTarget): readonly Installed[] {
  return version ? [version] : node.versions;
}

/** `tool`, `tool v1.0.0`, `3 tools` */
function whatOf(targets: readonly InstalledTarget[], doomed: readonly Installed[]): string {
  const [target] = targets;
  const [only] = doomed;
  if (target && targets.length === 1 && !target.version) return plain(target.node.tool.name, 80);
  return only && doomed.length === 1 ? nameOf(only) : count(doomed.length, 'version');
}

export function uninstallDetail(doomed: readonly Installed[]): string {
  const versions = doomed.map(({ asset }) => plain(asset.version, 40));
  const shown = versions.length > 6 ? [...versions.slice(0, 5), `${versions.length - 5} more`] : versions;
  const commands = [...new Set(doomed.flatMap(({ executables }) => executables.filter(({ linked }) => linked)))];
  const gone = commands.map(({ command }) => plain(command, 40)).slice(0, 6);
  const stop = gone.length > 0 ? ` ${gone.join(', ')} will not run any more.` : '';
  return `This removes ${shown.join(', ')} and frees ${formatSize(sizeOf(doomed))}.${stop} What was downloaded stays in the cache.`;
}

function sizeOf(installs: readonly Installed[]): number {
  return installs.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0);
}
