import {
  EMPTY_LOCK,
  writeProjectFiles,
  isToolName,
  lockChosen,
  patternOf,
  shortSourceName,
  projectPaths,
  sourceKey,
  systemClock,
} from '../../engine/index.ts';
import type { Project, ToolSpec, UpdateResult } from '../../engine/index.ts';
import { plain } from '../../words/format.ts';
import { usageError } from '../cliError.ts';
import type { CommandResult } from '../commandResult.ts';
import type { Context } from '../context.ts';
import { EXIT } from '../exitCodes.ts';
import type { CliOptions, Invocation } from '../invocation.ts';
import { NOTHING_CHANGED, readProject } from '../projectOf.ts';
import { updateJson, updateLines, updateRemarks } from '../updateLines.ts';
import { readWanted } from '../wanted.ts';
import type { Wanted } from '../wanted.ts';

/**
 * Writes a tool into the workspace file, or another version of an existing one, and locks it. Writes both files or neither.
 */
export async function addCommand({ names, options }: Invocation, context: Context): Promise<CommandResult> {
  const { engine, printer, signal } = context;
  const wanted = await readWanted(names[0] ?? '', { ...context, isPackage: options.package });
  const from = await readProject(options.directory);
  const name = toolName(wanted, options, from.project);
  const lock = from.lock ?? EMPTY_LOCK;
  const lockAs = async (spec: ToolSpec): Promise<UpdateResult> => {
    const [result] = await engine.lock({ tools: new Map([[name, spec]]) }, { lock, signal });
    if (!result) throw new TypeError('nothing was locked');
    return result;
  };
  const { file, range = '' } = wanted;
  const pattern = file === undefined ? undefined : patternOf(file, range.replace(/^=/, ''));
  const spec = specOf(wanted, options, from.project?.tools.get(name));
  const locked = await lockChosen({ spec, file, pattern }, lockAs);
  const updates = locked.update.isChanged ? [locked.update] : [];
  const put = { name, spec: locked.spec };
  if (!options.dryRun) {
    await writeProjectFiles(options.directory, { from, put, updates, dropped: [] }, systemClock);
  }
  const result = { ok: true, name, update: locked.update } as const;
  for (const line of updateRemarks(result)) printer.say(line);
  if (options.dryRun) printer.say(NOTHING_CHANGED);
  const paths = projectPaths(options.directory);
  return {
    exit: EXIT.done,
    lines: updateLines(result),
    json: { dryRun: options.dryRun, ...paths, requested: locked.spec.version, tool: updateJson(result) },
  };
}

/** @throws CliError `usage` if the name is invalid or already taken by another tool */
function toolName({ instance, source }: Wanted, options: CliOptions, project: Project | undefined): string {
  const name = options.name ?? shortSourceName(source);
  if (!isToolName(name)) {
    throw usageError(
      `${plain(name, 80)} cannot be the name of a tool. Give it one with --name: letters, digits, dots, dashes and underscores.`,
    );
  }
  const there = project?.tools.get(name);
  if (there && sourceKey(there.instance, there.source) !== sourceKey(instance, source)) {
    throw usageError(`Another tool is already called ${plain(name, 80)}. Give this one another name with --name.`);
  }
  return name;
}

/** Earlier settings of a tool stay unless the call gives new ones. */
function specOf({ instance, source, range }: Wanted, { asset, executable }: CliOptions, there?: ToolSpec): ToolSpec {
  return {
    ...(there ?? { instance, source }),
    version: range ?? there?.version ?? 'latest',
    ...(asset !== undefined && { asset }),
    ...(executable.length > 0 && { executables: executable }),
  };
}
