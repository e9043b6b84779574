import { answerCommand } from './answers.ts';
import type { Surroundings } from './answers.ts';
import type { CommandResult } from './commandResult.ts';
import { envCommand } from './commands/env.ts';
import { execCommand } from './commands/exec.ts';
import { listCommand } from './commands/list.ts';
import { whichCommand } from './commands/which.ts';
import type { Invocation, LocalCommand } from './invocation.ts';
import { openLocalContext } from './localContext.ts';
import type { LocalContext } from './localContext.ts';

const COMMANDS: Readonly<
  Record<LocalCommand, (invocation: Invocation, context: LocalContext) => Promise<CommandResult>>
> = { which: whichCommand, exec: execCommand, env: envCommand, list: listCommand };

/**
 * Runs a command that only looks at what is installed. Shells, editors and scripts wait for these, so nothing for downloads
 * and archives is loaded with this file. Never rejects.
 */
export function performLocalCommand(
  command: LocalCommand,
  invocation: Invocation,
  surroundings: Surroundings,
): Promise<number> {
  const { world, printer } = surroundings;
  return answerCommand(invocation, surroundings, async () =>
    COMMANDS[command](invocation, openLocalContext(invocation.options, world, printer)),
  );
}
