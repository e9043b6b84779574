import { EMPTY_LOCK, toolsOnlyLocked, writeProjectFiles, projectPaths, systemClock } from '../../engine/index.ts';
import type { Context } from '../context.ts';
import { EXIT, exitCodeOf, worstOf } from '../exitCodes.ts';
import type { Invocation } from '../invocation.ts';
import type { CommandResult } from '../commandResult.ts';
import { NOTHING_CHANGED, chosen, requireProject } from '../projectOf.ts';
import { updateJson, updateLines, updateRemarks } from '../updateLines.ts';

/** Locks what the workspace file requests. A tool that fails keeps its old lock, and the others are written. */
export async function updateCommand({ names, options }: Invocation, context: Context): Promise<CommandResult> {
  const { engine, printer, signal } = context;
  const from = await requireProject(options.directory);
  const { project, lock = EMPTY_LOCK } = from;
  const wanted = chosen(names, project.tools, 'workspace file');
  const tools = new Map([...project.tools].filter(([name]) => wanted.includes(name)));
  const results = await engine.lock({ tools }, { lock, signal });
  const dropped = names.length > 0 ? [] : toolsOnlyLocked(project.tools, lock);
  const updates = results.flatMap((result) => (result.ok && result.update.isChanged ? [result.update] : []));
  if (!options.dryRun) await writeProjectFiles(options.directory, { from, updates, dropped }, systemClock);
  for (const result of results) for (const line of updateRemarks(result)) printer.say(line);
  if (options.dryRun) printer.say(NOTHING_CHANGED);
  return {
    exit: worstOf(results.map((result) => (result.ok ? EXIT.done : exitCodeOf(result.error)))),
    lines: [...results.flatMap(updateLines), ...dropped.map((name) => `${name}: no longer in forgejo-artifacts.json`)],
    json: {
      dryRun: options.dryRun,
      lock: projectPaths(options.directory).lock,
      dropped,
      tools: results.map(updateJson),
    },
  };
}
