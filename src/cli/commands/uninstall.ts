import { sourceName } from '../../engine/index.ts';
import type { Installed } from '../../engine/index.ts';
import { plain } from '../../words/format.ts';
import { CliError } from '../cliError.ts';
import { listed } from '../cliWords.ts';
import type { Context } from '../context.ts';
import { EXIT } from '../exitCodes.ts';
import { installedJson } from '../installedJson.ts';
import type { Invocation } from '../invocation.ts';
import type { CommandResult } from '../commandResult.ts';

/** Removes a tool with all its versions, or one version of it. The files it was made from stay in the cache. */
export async function uninstallCommand(
  { names }: Invocation,
  { engine: { installer } }: Context,
): Promise<CommandResult> {
  const [, name = '', version] = /^([^@]+)(?:@(.+))?$/.exec(names[0] ?? '') ?? [];
  const versions = versionsOf(await installer.list(), name);
  const [first] = versions;
  if (!first) throw new CliError('notThere', `${plain(name)} is not installed.`, { name });
  const removed = await installer.uninstall(first.tool, version === undefined ? undefined : pick(versions, version));
  return {
    exit: EXIT.done,
    lines: removed.map(({ tool, asset }) => `Removed ${plain(tool.name)} ${plain(asset.version)}`),
    json: { tools: removed.map(installedJson) },
  };
}

/** All versions of one tool, by its name, or as `owner/name` where several are called so. @throws CliError `ambiguous` */
function versionsOf(all: readonly Installed[], name: string): readonly Installed[] {
  const found = all.filter(({ tool }) => tool.name === name || sourceName(tool.source) === name);
  const places = [...new Set(found.map(({ tool }) => `${tool.instance}${sourceName(tool.source)}`))];
  if (places.length < 2) return found;
  throw new CliError('ambiguous', `Several tools are called ${plain(name)}: ${listed(places)}.`, { places });
}

/** With or without the `v` before it. @throws CliError `notThere` */
function pick(versions: readonly Installed[], wanted: string): string {
  const available = versions.map(({ asset }) => asset.version);
  const found = available.find((one) => one === wanted) ?? available.find((one) => one === `v${wanted}`);
  if (found !== undefined) return found;
  const message = `Version ${plain(wanted)} is not installed. There is: ${listed(available)}.`;
  throw new CliError('notThere', message, { available });
}
