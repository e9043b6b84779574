import { terminalJson } from '../words/foreign.ts';
import { answerFailure, answerResult } from './answers.ts';
import type { Surroundings } from './answerCommand.ts';
import { dispatch } from './dispatch.ts';
import type { World } from './world.ts';
import { EXIT } from './exitCodes.ts';
import type { Invocation } from './invocation.ts';
import { parseArguments } from './parseArguments.ts';
import { Printer } from './printer.ts';
import type { TextStream } from './printer.ts';

interface Streams {
  readonly stdout: TextStream;
  readonly stderr: TextStream;
}

/**
 * Runs one call, from its arguments to its exit code. What a call does not need is not loaded: for help, the version and
 * completion, that is the engine. For `exec`, the exit code is that of the program. Never rejects.
 */
export async function run(argv: readonly string[], world: World, { stdout, stderr }: Streams): Promise<number> {
  const printer = new Printer(stdout, stderr);
  let text = '';
  const write = (more: string): void => {
    text += more;
  };
  const parsed = parseArguments(argv, { version: world.version, write });
  if (parsed.ok) return perform(parsed.invocation, { world, printer });
  const isJson = argv.some((one) => /^--json(?:=|$)/.test(one));
  const answer = text.trimEnd();
  if (parsed.exit === EXIT.done) printer.answer(isJson ? terminalJson({ ok: true, text: answer }) : answer);
  else answerFailure({ code: 'usage', message: parsed.message, facts: {} }, { isJson }, printer);
  return parsed.exit;
}

async function perform(invocation: Invocation, { world, printer }: Surroundings): Promise<number> {
  const { command, options } = invocation;
  if (command !== 'completion') return dispatch({ ...invocation, command }, { world, printer });
  // Shells request it at their start, whatever the environment says about instances and directories.
  const { completionCommand } = await import('./commands/completion.ts');
  return answerResult(await completionCommand(invocation), { command, isJson: options.json }, printer);
}
