import type { Installed, UnreadableInstall } from '../../engine/index.ts';
import type { InstalledExtensionNode } from '../installs/installedNodes.ts';
import { extensionTargets, installedTargets, unreadableTargets } from '../installs/installedTargets.ts';
import type { InstalledTarget } from '../installs/installedTargets.ts';
import { installedName } from '../installs/installWords.ts';
import { enumerate, enumerateFirst, formatSize, plain } from '../../words/format.ts';
import type { Services } from '../services.ts';
import { plural, t } from '../../words/translate.ts';

const STAYS = t('The downloaded files stay in the cache.');

/**
 * Removes a version of a tool, or all of it, with files and commands; or an extension of the editor, or an install that
 * cannot be read.
 */
export async function uninstall(services: Services, ...args: readonly unknown[]): Promise<void> {
  const extensions = extensionTargets(services, args);
  if (extensions.length > 0) return uninstallExtensions(services, extensions);
  const unreadable = await unreadableTargets(services, args);
  if (unreadable.length > 0) return uninstallUnreadable(services, unreadable);
  const targets = await installedTargets(services, args, t('Uninstall'));
  const doomed = [...new Set(targets.flatMap(versionsIn))];
  if (doomed.length === 0) return;
  const what = whatOf(targets, doomed);
  const { installer, environments } = services.engine.get();
  const { folders } = await environments.usersOf(doomed);
  const detail = [uninstallDetail(doomed), ...usersDetail(folders)].join(' ');
  if (!(await services.ui.confirm(t('Uninstall {0}?', what), detail, t('Uninstall')))) return;
  const failures: unknown[] = [];
  for (const { tool, asset } of doomed) {
    // One that cannot be removed does not stop the others.
    await installer.uninstall(tool, asset.version).catch((error: unknown) => failures.push(error));
  }
  await services.installs.refresh();
  if (failures.length > 0) throw failures[0];
  await services.ui.inform(t('Uninstalled {0}; {1} freed.', what, formatSize(sizeOf(doomed))));
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
  if (!(await ui.confirm(t('Uninstall {0}?', what), STAYS, t('Uninstall')))) return;
  for (const id of ids) {
    await installHost.uninstallExtension(id);
    await extensions.forget(id);
  }
  await ui.inform(t('Uninstalled {0}.', what));
}

async function uninstallUnreadable(services: Services, doomed: readonly UnreadableInstall[]): Promise<void> {
  const { ui, engine, installs } = services;
  const { installer, environments } = engine.get();
  const names = doomed.map(({ tool, version }) => plain(`${tool} ${version}`, 80));
  const what = enumerateFirst(names, 5);
  const { folders } = await environments.usersOf([], doomed);
  const detail = [...brokenCommands(doomed.flatMap(({ commands }) => commands)), STAYS, ...usersDetail(folders)].join(
    ' ',
  );
  if (!(await ui.confirm(t('Uninstall {0}?', what), detail, t('Uninstall')))) return;
  for (const { directory } of doomed) await installer.removeUnreadable(directory);
  await installs.refresh();
  await ui.inform(t('Uninstalled {0}.', what));
}

function versionsIn({ node, version }: InstalledTarget): readonly Installed[] {
  return version ? [version] : node.versions;
}

/** `tool`, `tool v1.0.0`, `3 tools` */
function whatOf(targets: readonly InstalledTarget[], doomed: readonly Installed[]): string {
  const [target] = targets;
  const [only] = doomed;
  if (target && targets.length === 1 && !target.version) return plain(target.node.tool.name, 80);
  return only && doomed.length === 1 ? installedName(only) : plural(doomed.length, '{0} version', '{0} versions');
}

function uninstallDetail(doomed: readonly Installed[]): string {
  const versions = doomed.map(({ asset }) => plain(asset.version, 40));
  const linked = doomed.flatMap(({ executables }) => executables.filter((one) => one.linked));
  return [
    t('This removes {0} and frees {1}.', enumerateFirst(versions, 5), formatSize(sizeOf(doomed))),
    ...brokenCommands(linked.map(({ command }) => command)),
    STAYS,
  ].join(' ');
}

/** As one sentence, if there are any. */
function brokenCommands(commands: readonly string[]): readonly string[] {
  const gone = commands.map((command) => plain(command, 40)).slice(0, 6);
  return gone.length > 0 ? [t('These commands will stop working: {0}.', gone.join(', '))] : [];
}

/** The folders whose locked tools would be missing until their next restore. */
function usersDetail(folders: readonly string[]): readonly string[] {
  if (folders.length === 0) return [];
  const names = folders.map((folder) => plain(folder, 100));
  return [t('The lock of {0} needs it; it will be missing there until you restore it.', enumerateFirst(names, 3))];
}

function sizeOf(installs: readonly Installed[]): number {
  return installs.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0);
}
