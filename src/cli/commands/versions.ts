import { isOfTool, sourceKey, sourceName, toolOf } from '../../engine/index.ts';
import type { Asset, Version } from '../../engine/index.ts';
import { count, formatSize, plain } from '../../words/format.ts';
import { cutSentence } from '../../words/projectWords.ts';
import { CliError } from '../cliError.ts';
import type { CommandResult } from '../commandResult.ts';
import type { Context } from '../context.ts';
import { damagedLines } from '../damagedInstalls.ts';
import { EXIT } from '../exitCodes.ts';
import type { Invocation } from '../invocation.ts';
import { pickAsset } from '../pickAsset.ts';
import { columns, isoDay } from '../columns.ts';
import { newestVersions } from '../versionList.ts';
import type { ListedVersion } from '../versionList.ts';
import { readWanted } from '../wanted.ts';
import type { Wanted } from '../wanted.ts';

/** Lists the versions of a repository or package, or the files of one version. Downloads nothing. */
export async function versionsCommand({ names, options }: Invocation, context: Context): Promise<CommandResult> {
  const wanted = await readWanted(names[0] ?? '', { ...context, isPackage: options.package });
  const { range } = wanted;
  return range === undefined ? versionsOf(wanted, options.all, context) : filesOf({ ...wanted, range }, context);
}

async function versionsOf(wanted: Wanted, all: boolean, context: Context): Promise<CommandResult> {
  const { engine, printer, signal } = context;
  const { instance, source } = wanted;
  const { versions, hasMore } = await newestVersions(engine, wanted, { all, signal });
  const key = sourceKey(instance, source);
  const installed = new Set(
    (await engine.installer.list())
      .filter(({ tool }) => sourceKey(tool.instance, tool.source) === key)
      .map(({ asset }) => asset.version),
  );
  const tool = toolOf({ instance, source });
  const unreadable = (await engine.installer.unreadable()).filter((one) => isOfTool(one, tool));
  for (const line of damagedLines(unreadable)) printer.say(line);
  const name = plain(sourceName(source), 80);
  if (versions.length === 0) printer.say(`${name} has no versions that you can see.`);
  else if (hasMore && all) printer.say(cutSentence(versions.length));
  else if (hasMore) printer.say('There are more; --all lists them.');
  return {
    exit: EXIT.done,
    lines: columns(versions.map((one) => versionRow(one, installed.has(one.version)))),
    json: {
      ...sourceJson(wanted),
      hasMore,
      versions: versions.map((one) => ({ ...one, installed: installed.has(one.version) })),
    },
  };
}

function versionRow({ version, createdAt, prerelease, draft, files }: ListedVersion, isInstalled: boolean) {
  const marks = [prerelease && 'pre-release', draft && 'draft', isInstalled && 'installed'];
  const size = files === undefined ? '' : count(files, 'file');
  return [plain(version, 80), isoDay(createdAt), size, marks.filter((mark) => mark !== false).join(', ')];
}

async function filesOf(wanted: Wanted & { readonly range: string }, context: Context): Promise<CommandResult> {
  const { engine, printer, machine, signal } = context;
  const { version } = await engine.resolve(wanted.instance, wanted.source, wanted.range, { signal });
  const ours = ourFile(version, await machine());
  const { assets, unlisted = 0 } = version;
  if (unlisted > 0) printer.say(`${count(unlisted, 'more file')} cannot be listed.`);
  else if (assets.length === 0) printer.say(`${plain(version.version, 80)} has no files.`);
  else if (ours) printer.say(`${plain(version.version, 80)}; a star marks the file for this machine.`);
  return {
    exit: EXIT.done,
    lines: columns(assets.map((asset) => fileRow(asset, asset === ours))),
    json: {
      ...sourceJson(wanted),
      version: version.version,
      prerelease: version.prerelease,
      createdAt: version.createdAt,
      unlisted,
      files: assets.map((asset) => fileJson(asset, asset === ours)),
    },
  };
}

/** `undefined` if there is none, or if several are possible. */
function ourFile(version: Version, machine: Parameters<typeof pickAsset>[1]): Asset | undefined {
  if ((version.unlisted ?? 0) > 0) return undefined;
  try {
    return pickAsset(version, machine, undefined).asset;
  } catch (error) {
    if (!(error instanceof CliError)) throw error;
    return undefined;
  }
}

function fileRow({ name, sizeBytes, storage }: Asset, isOurs: boolean): readonly string[] {
  const size = sizeBytes === undefined ? '' : formatSize(sizeBytes);
  return [`${isOurs ? '*' : ' '} ${plain(name, 120)}`, size, storage === 'external' ? 'on another host' : ''];
}

function sourceJson({ instance, source }: Wanted): object {
  return { instance, source: { kind: source.kind, name: sourceName(source) } };
}

function fileJson({ name, sizeBytes, createdAt, storage, digests, externalUrl }: Asset, isOurs: boolean): object {
  return { name, sizeBytes, createdAt, storage, digests, externalUrl, forThisMachine: isOurs };
}
