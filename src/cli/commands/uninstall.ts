import { enumerateFirst, plain } from '../../words/format.ts';
import { CliError } from '../cliError.ts';
import type { CommandResult } from '../commandResult.ts';
import type { Context } from '../context.ts';
import { directoriesOf } from '../damagedInstalls.ts';
import { EXIT } from '../exitCodes.ts';
import { installedJson } from '../installedJson.ts';
import type { Invocation } from '../invocation.ts';
import { namedInstalls } from '../namedInstalls.ts';
import type { NamedInstalls } from '../namedInstalls.ts';
import { NOTHING_CHANGED } from '../projectOf.ts';

/**
 * Removes a tool with all its versions, or one version of it, also if it cannot be read. Its downloaded files stay in the
 * cache.
 */
export async function uninstallCommand({ names, options }: Invocation, context: Context): Promise<CommandResult> {
  const doomed = await namedInstalls(names[0] ?? '', context);
  if (!options.force) await refuseUsed(doomed, context);
  if (options.dryRun) context.printer.say(NOTHING_CHANGED);
  const { versions, unreadable } = options.dryRun ? doomed : await remove(doomed, context);
  const verb = options.dryRun ? 'Would remove' : 'Removed';
  return {
    exit: EXIT.done,
    lines: [
      ...versions.map(({ tool, asset }) => `${verb} ${plain(tool.name)} ${plain(asset.version)}`),
      ...unreadable.map((one) => `${verb} ${one.tool} ${one.version}, which cannot be read`),
    ],
    json: { dryRun: options.dryRun, tools: versions.map(installedJson), unreadable: directoriesOf(unreadable) },
  };
}

async function remove(
  { versions, unreadable, version }: NamedInstalls,
  { engine: { installer } }: Context,
): Promise<Pick<NamedInstalls, 'versions' | 'unreadable'>> {
  const [first] = versions;
  for (const { directory } of unreadable) await installer.removeUnreadable(directory);
  return { versions: first ? await installer.uninstall(first.tool, version) : [], unreadable };
}

/** Refuses to remove a tool that a project has restored. @throws CliError `inUse` */
async function refuseUsed({ versions, unreadable }: NamedInstalls, { engine }: Context): Promise<void> {
  const users = await engine.environments.usersOf(versions, unreadable);
  const all = [...users.folders, ...users.unreadable];
  if (all.length === 0) return;
  const shown = enumerateFirst(
    all.map((folder) => plain(folder, 200)),
    5,
  );
  const message = `It is used in ${shown}. To remove it anyway, add --force. Run "restore" there to get it back.`;
  throw new CliError('inUse', message, { folders: users.folders, unreadable: users.unreadable });
}
