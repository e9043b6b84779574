import { EMPTY_LOCK, writeProjectFiles, projectPaths, systemClock } from '../../engine/index.ts';
import type { CommandResult } from '../commandResult.ts';
import type { Context } from '../context.ts';
import { EXIT } from '../exitCodes.ts';
import type { Invocation } from '../invocation.ts';
import { NOTHING_CHANGED, chosen, noProject, readProject } from '../projectOf.ts';

/** Removes tools from the workspace file and its lock. Installed tools stay. */
export async function removeCommand({ names, options }: Invocation, { printer }: Context): Promise<CommandResult> {
  const from = await readProject(options.directory);
  const { project, lock = EMPTY_LOCK } = from;
  if (!project && !from.lock) throw noProject(options.directory);
  const there = new Map<string, unknown>([...(project?.tools ?? []), ...lock.tools]);
  const wanted = chosen(names, there, project ? 'workspace file' : 'lock');
  const removed = wanted.filter((name) => project?.tools.has(name));
  const dropped = wanted.filter((name) => lock.tools.has(name));
  if (options.dryRun) printer.say(NOTHING_CHANGED);
  else await writeProjectFiles(options.directory, { from, removed, updates: [], dropped }, systemClock);
  return {
    exit: EXIT.done,
    lines: wanted.map((name) => `${options.dryRun ? 'Would remove' : 'Removed'} ${name}`),
    json: { dryRun: options.dryRun, ...projectPaths(options.directory), removed, dropped },
  };
}
