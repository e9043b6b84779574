import { CliError, usageError } from '../cliError.ts';
import type { CommandResult } from '../commandResult.ts';
import type { LocalContext } from '../localContext.ts';
import { EXIT } from '../exitCodes.ts';
import type { Invocation } from '../invocation.ts';
import { notLinkedByRestore } from '../notLinked.ts';
import { programToRun, withFirstOnPath } from '../programToRun.ts';
import { requireEnvironment, assertUsablePath, outdatedEnvironment } from '../projectEnvironment.ts';
import type { ProjectEnvironment } from '../projectEnvironment.ts';

/**
 * Finds out which program to run with the tools of the project first on its PATH. The process runs it once everything else
 * is closed, see `CommandResult.program`.
 * @throws CliError `outdated` if the environment does not match the lock, `notThere`, `noLock`, `usage`
 */
export async function execCommand({ names, options }: Invocation, context: LocalContext): Promise<CommandResult> {
  const [command = '', ...args] = names;
  if (command === '') throw usageError('Name the command after --, such as: forgejo-artifacts exec -- saw --version');
  const project = await requireEnvironment(options.directory, context);
  assertUsablePath(project.state.binDirectory);
  const message = outdatedEnvironment(project);
  if (message !== undefined) throw new CliError('outdated', message, { folder: project.folder });
  refuseNotLinked(command, project);
  const { env, platform } = context.world;
  const surroundings = withFirstOnPath(project.state.binDirectory, env, platform);
  const program = await programToRun({ command, args, env: surroundings, platform, targets: project.state.commands });
  return { exit: EXIT.done, lines: [], json: {}, program };
}

/**
 * A tool's own command that lacks consent is not the program that the PATH has under this name.
 * @throws CliError `notLinked`
 */
function refuseNotLinked(command: string, { state: { tools, commands } }: ProjectEnvironment): void {
  if (commands.has(command)) return;
  for (const { name, notLinked } of tools) {
    const [sentence] = notLinkedByRestore(
      name,
      notLinked.filter((one) => one.isOwn && one.command === command),
    );
    if (sentence !== undefined) throw new CliError('notLinked', sentence, { tool: name, command });
  }
}
