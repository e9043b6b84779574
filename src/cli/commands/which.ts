import { plain } from '../../words/format.ts';
import { CliError } from '../cliError.ts';
import type { CommandResult } from '../commandResult.ts';
import { damagedLines, directoriesOf } from '../damagedInstalls.ts';
import type { LocalContext } from '../localContext.ts';
import { EXIT } from '../exitCodes.ts';
import type { Invocation } from '../invocation.ts';
import { findEnvironment, outdatedEnvironment } from '../projectEnvironment.ts';

/** Prints the program that a command runs: in the project, else for the user. @throws CliError `outdated`, `notThere` */
export async function whichCommand({ names, options }: Invocation, context: LocalContext): Promise<CommandResult> {
  const [name = ''] = names;
  const project = await findEnvironment(options.directory, context);
  const locked = project?.state.commands.get(name);
  const outdated = project && outdatedEnvironment(project);
  // The links still lead to the tools of the old lock.
  if (outdated !== undefined) throw new CliError('outdated', outdated, { folder: project?.folder });
  if (project && locked !== undefined) {
    const { folder } = project;
    return { exit: EXIT.done, lines: [locked], json: { path: locked, from: 'project', folder } };
  }
  const { installer } = context.engine;
  const path = await installer.which(name);
  if (path === undefined) {
    const unreadable = await installer.unreadable();
    const message = [`No installed tool has the command ${plain(name)}.`, ...damagedLines(unreadable)].join(' ');
    throw new CliError('notThere', message, { name, unreadable: directoriesOf(unreadable) });
  }
  return { exit: EXIT.done, lines: [path], json: { path, from: 'user' } };
}
