import { scopeId, sourceName } from '../../engine/index.ts';
import type { Installed, Tool } from '../../engine/index.ts';
import { enumerateFirst, plain } from '../../words/format.ts';
import { CliError } from '../cliError.ts';
import { listed } from '../cliWords.ts';
import type { CommandResult } from '../commandResult.ts';
import type { Context } from '../context.ts';
import { EXIT } from '../exitCodes.ts';
import { installedJson } from '../installedJson.ts';
import type { Invocation } from '../invocation.ts';
import { NOTHING_CHANGED } from '../projectOf.ts';
import { readWanted } from '../wanted.ts';

/** The named installs. */
interface Named {
  readonly versions: readonly Installed[];
  readonly version: string | undefined;
}

/** Removes a tool with all its versions, or one version of it. Its downloaded files stay in the cache. */
export async function uninstallCommand({ names, options }: Invocation, context: Context): Promise<CommandResult> {
  const { installer } = context.engine;
  const text = names[0] ?? '';
  const all = await installer.list();
  const { versions, version } = /^[^/]*:/.test(text) ? await byLink(text, all, context) : byName(text, all);
  const [first] = versions;
  if (!first) throw new CliError('notThere', `${plain(text)} is not installed.`, { name: text });
  refuseSeveral(text, versions);
  const one = version === undefined ? undefined : pick(versions, version);
  const doomed = one === undefined ? versions : versions.filter(({ asset }) => asset.version === one);
  if (!options.force) await refuseUsed(doomed, context);
  const removed = options.dryRun ? doomed : await installer.uninstall(first.tool, one);
  if (options.dryRun) context.printer.say(NOTHING_CHANGED);
  const verb = options.dryRun ? 'Would remove' : 'Removed';
  return {
    exit: EXIT.done,
    lines: removed.map(({ tool, asset }) => `${verb} ${plain(tool.name)} ${plain(asset.version)}`),
    json: { dryRun: options.dryRun, tools: removed.map(installedJson) },
  };
}

/** Refuses to remove a tool that a project has restored. @throws CliError `inUse` */
async function refuseUsed(doomed: readonly Installed[], { engine }: Context): Promise<void> {
  const { folders, unreadable } = await engine.environments.usersOf(doomed);
  const users = [...folders, ...unreadable];
  if (users.length === 0) return;
  const shown = enumerateFirst(
    users.map((folder) => plain(folder, 200)),
    5,
  );
  const message = `It is used in ${shown}. To remove it anyway, add --force; "restore" brings it back.`;
  throw new CliError('inUse', message, { folders, unreadable });
}

function byName(text: string, all: readonly Installed[]): Named {
  const [, name = '', version] = /^([^@]+)(?:@(.+))?$/.exec(text) ?? [];
  return { versions: all.filter(({ tool }) => tool.name === name || sourceName(tool.source) === name), version };
}

/** No instance is contacted, so the link may be of any instance with an installed tool. */
async function byLink(text: string, all: readonly Installed[], { engine }: Context): Promise<Named> {
  const instances = [...new Set(all.map(({ tool }) => tool.instance))];
  const wanted = await readWanted(text, { engine, instances, isPackage: false }).catch((error: unknown) => {
    // A link without a target names nothing installed.
    if (!(error instanceof CliError)) throw error;
    return undefined;
  });
  if (!wanted) return { versions: [], version: undefined };
  const scope = scopeId(wanted.instance, wanted.source);
  const versions = all.filter(({ tool }) => scopeId(tool.instance, tool.source) === scope);
  return { versions, version: wanted.range?.replace(/^=/, '') };
}

/** @throws CliError `ambiguous` */
function refuseSeveral(text: string, versions: readonly Installed[]): void {
  const tools = [...new Set(versions.map(({ tool }) => labelOf(tool)))];
  if (tools.length < 2) return;
  throw new CliError('ambiguous', `${plain(text)} could mean several tools: ${listed(tools)}.`, { tools });
}

/** Its address, with its name if a release holds several tools. */
function labelOf({ instance, source, name }: Tool): string {
  const address = `${instance}${sourceName(source)}`;
  return address.endsWith(`/${name}`) ? address : `${name} of ${address}`;
}

/** With or without the `v` before it. @throws CliError `notThere` */
function pick(versions: readonly Installed[], wanted: string): string {
  const available = versions.map(({ asset }) => asset.version);
  const found = available.find((one) => one === wanted) ?? available.find((one) => one === `v${wanted}`);
  if (found !== undefined) return found;
  const message = `Version ${plain(wanted)} is not installed. Available: ${listed(available)}.`;
  throw new CliError('notThere', message, { available });
}
