import type { CommandResult } from '../commandResult.ts';
import type { LocalContext } from '../localContext.ts';
import { EXIT } from '../exitCodes.ts';
import type { Invocation } from '../invocation.ts';
import { requireEnvironment, assertUsablePath, environmentJson, outdatedEnvironment } from '../projectEnvironment.ts';
import { pathLine, shellOf } from '../shellText.ts';

/**
 * Prints what a shell evaluates to have the tools of the project first on its PATH. The directory stays the same when the lock
 * changes, so a shell needs this once, also before the first restore.
 */
export async function envCommand({ options }: Invocation, context: LocalContext): Promise<CommandResult> {
  const project = await requireEnvironment(options.directory, context);
  assertUsablePath(project.state.binDirectory);
  const outdated = outdatedEnvironment(project);
  if (outdated !== undefined) context.printer.say(outdated);
  const shell = options.shell ?? shellOf(context.world);
  const line = pathLine(shell, project.state.binDirectory, context.world);
  return { exit: EXIT.done, lines: [line], json: { ...environmentJson(project), shell, line } };
}
