import path from 'node:path';
import { directorySpelling, isOfTool, sourceKey, sourceName, toolOf } from '../engine/index.ts';
import type { ArtifactSource, Installed, Tool, UnreadableInstall } from '../engine/index.ts';
import { enumerate, plain } from '../words/format.ts';
import { CliError, usageError } from './cliError.ts';
import { available } from './cliWords.ts';
import type { Context } from './context.ts';
import { damagedLines, directoriesOf } from './damagedInstalls.ts';
import { readWanted } from './wanted.ts';

interface Installs {
  readonly versions: readonly Installed[];
  readonly unreadable: readonly UnreadableInstall[];
}

/** Installs of one tool. */
export interface NamedInstalls extends Installs {
  /** The version that was named; `undefined` for all. */
  readonly version: string | undefined;
}

/**
 * The installs that an argument names: a tool by its name, `owner/repo` or a link, each with or without a version, or an
 * unreadable install by its directory. An unreadable one is also found by the name of a command that it has.
 * @throws CliError `usage`, `notThere`, `ambiguous`; EngineError `storage`
 */
export async function namedInstalls(text: string, context: Context): Promise<NamedInstalls> {
  const { installer } = context.engine;
  const all = { versions: await installer.list(), unreadable: await installer.unreadable() };
  const directory = path.resolve(text);
  const there = all.unreadable.filter((one) => one.directory === directory);
  if (there.length > 0) return { versions: [], unreadable: there, version: undefined };
  const found = /^[^/]*:/.test(text) ? await byLink(text, all, context) : byName(text, all, context);
  if (found.versions.length + found.unreadable.length === 0) {
    const message = [`${plain(text)} is not installed.`, ...damagedLines(all.unreadable)].join(' ');
    throw new CliError('notThere', message, { name: text, unreadable: directoriesOf(all.unreadable) });
  }
  refuseSeveral(text, found);
  return found.version === undefined ? found : ofVersion(found, found.version);
}

function byName(text: string, all: Installs, { instances }: Context): NamedInstalls {
  const [, name = '', version] = /^([^@]+)(?:@(.+))?$/.exec(text) ?? [];
  if (name === '') {
    const [tool = ''] = text.split('@');
    throw usageError(tool === '' ? 'Name a tool.' : `Write it as ${plain(tool)} or ${plain(tool)}@version.`);
  }
  const versions = all.versions.filter(({ tool }) => tool.name === name || sourceName(tool.source) === name);
  const tools = [...versions.map(({ tool }) => tool), ...toolsNamed(name, instancesOf(all, instances))];
  const isNamed = (one: UnreadableInstall): boolean =>
    !name.includes('/') && (one.tool === directorySpelling(name) || one.commands.includes(name));
  const unreadable = all.unreadable.filter((one) => isNamed(one) || tools.some((tool) => isOfTool(one, tool)));
  return { versions, unreadable, version };
}

/** The tools that `owner/name` may mean. */
function toolsNamed(text: string, instances: readonly string[]): readonly Tool[] {
  const [, owner = '', name = ''] = /^([^/]+)\/([^/]+)$/.exec(text) ?? [];
  if (name === '') return [];
  const sources: readonly ArtifactSource[] = [
    { kind: 'release', owner, repo: name },
    { kind: 'genericPackage', owner, package: name },
  ];
  return instances.flatMap((instance) => sources.map((source) => toolOf({ instance, source })));
}

/** No instance is contacted, so the link may be of any instance with an installed tool. */
async function byLink(text: string, all: Installs, { engine, instances }: Context): Promise<NamedInstalls> {
  const reading = { engine, instances: instancesOf(all, instances), isPackage: false };
  const wanted = await readWanted(text, reading).catch((error: unknown) => {
    // A link without a target names nothing installed.
    if (!(error instanceof CliError)) throw error;
    return undefined;
  });
  if (!wanted) return { versions: [], unreadable: [], version: undefined };
  const source = sourceKey(wanted.instance, wanted.source);
  const versions = all.versions.filter(({ tool }) => sourceKey(tool.instance, tool.source) === source);
  const tools = [toolOf(wanted), ...versions.map(({ tool }) => tool)];
  const unreadable = all.unreadable.filter((one) => tools.some((tool) => isOfTool(one, tool)));
  return { versions, unreadable, version: wanted.range?.replace(/^=/, '') };
}

function instancesOf({ versions }: Installs, named: readonly string[]): readonly string[] {
  return [...new Set([...versions.map(({ tool }) => tool.instance), ...named])];
}

/** @throws CliError `ambiguous` */
function refuseSeveral(text: string, { versions, unreadable }: Installs): void {
  const tools = [...new Set(versions.map(({ tool }) => labelOf(tool)))];
  const others = unreadable.filter((one) => !versions.some(({ tool }) => isOfTool(one, tool)));
  const directories = new Set(others.map(({ directory }) => path.dirname(directory)));
  if (tools.length + directories.size < 2) return;
  const labels = [...tools, ...directoriesOf(others)];
  const choice = enumerate(
    labels.map((label) => plain(label, 300)),
    'or',
  );
  throw new CliError('ambiguous', `${plain(text)} could mean several tools: ${choice}.`, { tools: labels });
}

/** Its address, with its name if a release holds several tools. */
function labelOf({ instance, source, name }: Tool): string {
  const address = `${instance}${sourceName(source)}`;
  return address.endsWith(`/${name}`) ? address : `${name} of ${address}`;
}

/** Those of one version, with or without the `v` before it. @throws CliError `notThere` */
function ofVersion({ versions, unreadable }: Installs, wanted: string): NamedInstalls {
  const readable = versions.map(({ asset }) => asset.version);
  const spellings = [wanted, `v${wanted}`];
  const version = spellings.find((one) => readable.includes(one));
  const damaged = unreadable.filter((one) => spellings.some((spelling) => directorySpelling(spelling) === one.version));
  if (version === undefined && damaged.length === 0) {
    const problem = `Version ${plain(wanted)} is not installed.`;
    const message = [problem, ...available(readable), ...damagedLines(unreadable)].join(' ');
    throw new CliError('notThere', message, { available: readable, unreadable: directoriesOf(unreadable) });
  }
  return { versions: versions.filter(({ asset }) => asset.version === version), unreadable: damaged, version };
}
