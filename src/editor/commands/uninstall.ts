import type { Installed, UnreadableInstall } from '../../engine/index.ts';
import { extensionTargets, installedTargets, rowIds, unreadableTargets } from '../installs/installedTargets.ts';
import type { InstalledTarget } from '../installs/installedTargets.ts';
import { installedName } from '../installs/installWords.ts';
import { enumerateFirst, formatSize, plain } from '../../words/format.ts';
import type { Services } from '../services.ts';
import { plural, t } from '../../words/translate.ts';

const STAYS = t('The downloaded files stay in the cache.');

/** Removes tools, versions of tools and installs that cannot be read, with their files and commands, and extensions. */
export async function uninstall(services: Services, ...args: readonly unknown[]): Promise<void> {
  const doomed = await chooseDoomed(services, args);
  const what = whatOf(doomed);
  if (what === '') return;
  if (!(await services.ui.confirm(t('Uninstall {0}?', what), await detailOf(doomed, services), t('Uninstall')))) return;
  const failures: unknown[] = [];
  for (const remove of removalsOf(doomed, services)) {
    // One that cannot be removed does not stop the others.
    await remove().catch((error: unknown) => failures.push(error));
  }
  await services.installs.refresh();
  if (failures.length > 0) throw failures[0];
  const { versions } = doomed;
  await services.ui.inform(
    versions.length > 0
      ? t('Uninstalled {0}; {1} freed.', what, formatSize(sizeOf(versions)))
      : t('Uninstalled {0}.', what),
  );
}

/** All that one question is about. */
interface Doomed {
  readonly targets: readonly InstalledTarget[];
  /** The versions of `targets`, each once. */
  readonly versions: readonly Installed[];
  readonly extensions: readonly string[];
  readonly unreadable: readonly UnreadableInstall[];
}

async function chooseDoomed(services: Services, args: readonly unknown[]): Promise<Doomed> {
  const extensions = extensionTargets(services, args).map(({ extension }) => extension.id);
  const unreadable = await unreadableTargets(services, args);
  const otherCount = extensions.length + unreadable.length;
  const isNoTool = otherCount > 0 && otherCount === rowIds(services, args).length;
  const targets = isNoTool ? [] : await installedTargets(services, args, t('Uninstall'));
  return { targets, versions: [...new Set(targets.flatMap(versionsIn))], extensions, unreadable };
}

function removalsOf(
  { versions, extensions, unreadable }: Doomed,
  services: Services,
): readonly (() => Promise<unknown>)[] {
  const { installHost, extensions: known, engine } = services;
  const { installer } = engine.get();
  return [
    ...versions.map(
      ({ tool, asset }) =>
        () =>
          installer.uninstall(tool, asset.version),
    ),
    ...unreadable.map(
      ({ directory }) =>
        () =>
          installer.removeUnreadable(directory),
    ),
    ...extensions.map((id) => async () => {
      await installHost.uninstallExtension(id);
      await known.forget(id);
    }),
  ];
}

function versionsIn({ node, version }: InstalledTarget): readonly Installed[] {
  return version ? [version] : node.versions;
}

/** `tool`, `tool v1.0.0 and alice.ext`, `3 versions`; empty if there is nothing to uninstall. */
function whatOf({ targets, versions, extensions, unreadable }: Doomed): string {
  const others = [...unreadable.map(({ tool, version }) => `${tool} ${version}`), ...extensions];
  const names = [
    ...(versions.length > 0 ? [toolsOf(targets, versions)] : []),
    ...others.map((name) => plain(name, 80)),
  ];
  return enumerateFirst(names, 5);
}

function toolsOf(targets: readonly InstalledTarget[], versions: readonly Installed[]): string {
  const [target] = targets;
  const [only] = versions;
  if (target && targets.length === 1 && !target.version) return plain(target.node.tool.name, 80);
  return only && versions.length === 1 ? installedName(only) : plural(versions.length, '{0} version', '{0} versions');
}

async function detailOf({ versions, unreadable }: Doomed, { engine }: Services): Promise<string> {
  const names = versions.map(({ asset }) => plain(asset.version, 40));
  const linked = versions.flatMap(({ executables }) => executables.filter((one) => one.linked));
  const commands = [...linked.map(({ command }) => command), ...unreadable.flatMap((one) => one.commands)];
  const { folders } = await engine.get().environments.usersOf(versions, unreadable);
  return [
    ...(names.length > 0
      ? [t('This removes {0} and frees {1}.', enumerateFirst(names, 5), formatSize(sizeOf(versions)))]
      : []),
    ...brokenCommands(commands),
    STAYS,
    ...usersDetail(folders),
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
