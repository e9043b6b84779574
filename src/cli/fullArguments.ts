import { terminalJson } from '../words/foreign.ts';
import { answerFailure, answerResult } from './answers.ts';
import type { Surroundings } from './answers.ts';
import { EXIT } from './exitCodes.ts';
import type { EngineInvocation } from './invocation.ts';
import { parseArguments } from './parseArguments.ts';

/**
 * Reads any arguments, and answers those that need nothing of the engine itself: help, the version, completion and mistakes.
 * @returns what is left to do, or the exit code
 */
export async function readFullArguments(
  argv: readonly string[],
  { world, printer }: Surroundings,
): Promise<EngineInvocation | number> {
  let text = '';
  const write = (more: string): void => {
    text += more;
  };
  const parsed = parseArguments(argv, { version: world.version, write });
  if (parsed.ok) {
    const { invocation } = parsed;
    const { command, options } = invocation;
    if (command !== 'completion') return { ...invocation, command };
    // Shells request it at their start, whatever the environment says about instances and directories.
    const { completionCommand } = await import('./commands/completion.ts');
    return answerResult(await completionCommand(invocation), { command, isJson: options.json }, printer);
  }
  const isJson = argv.some((one) => /^--json(?:=|$)/.test(one));
  const answer = text.trimEnd();
  if (parsed.exit === EXIT.done) printer.answer(isJson ? terminalJson({ ok: true, text: answer }) : answer);
  else answerFailure({ code: 'usage', message: parsed.message, facts: {} }, { isJson }, printer);
  return parsed.exit;
}
