import { plain } from '../../words/format.ts';
import { CliError } from '../cliError.ts';
import type { Context } from '../context.ts';
import { EXIT } from '../exitCodes.ts';
import type { Invocation } from '../invocation.ts';
import type { CommandResult } from '../commandResult.ts';

/** @throws CliError `notThere` */
export async function whichCommand({ names }: Invocation, { engine }: Context): Promise<CommandResult> {
  const [name = ''] = names;
  const path = await engine.installer.which(name);
  if (path === undefined) throw new CliError('notThere', `No installed tool has the command ${plain(name)}.`, { name });
  return { exit: EXIT.done, lines: [path], json: { path } };
}
