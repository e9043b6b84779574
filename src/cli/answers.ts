import { terminalJson } from '../words/foreign.ts';
import { errorJson } from './cliWords.ts';
import type { ErrorJson } from './cliWords.ts';
import type { CommandResult } from './commandResult.ts';
import { EXIT, exitCodeOf } from './exitCodes.ts';
import type { ExitCode } from './exitCodes.ts';
import type { CommandName, Invocation } from './invocation.ts';
import type { Printer } from './printer.ts';
import { notStarted } from './programToRun.ts';
import type { World } from './world.ts';

export interface Surroundings {
  readonly world: World;
  readonly printer: Printer;
}

/** The command of a call, as far as it could be parsed, and the format of its answer. */
interface Call {
  readonly command?: CommandName | undefined;
  readonly isJson: boolean;
}

/** Does the work of a command and prints its answer or failure. Never rejects. @returns the exit code */
export async function answerCommand(
  { command, options }: Invocation,
  { world, printer }: Surroundings,
  work: () => Promise<CommandResult>,
): Promise<number> {
  const call = { command, isJson: options.json };
  try {
    const result = await work();
    const { program } = result;
    if (program) return await world.runProgram(program).catch((error: unknown) => notStarted(program, error));
    return answerResult(result, call, printer);
  } catch (error) {
    if (world.signal.aborted) {
      const message = 'Stopped. Partial downloads are kept and resumed next time.';
      answerFailure({ code: 'stopped', message }, call, printer);
      return EXIT.stopped;
    }
    answerFailure(errorJson(error), call, printer);
    return exitCodeOf(error);
  }
}

export function answerResult(
  { exit, lines, json }: CommandResult,
  { command, isJson }: Call,
  printer: Printer,
): ExitCode {
  const answer = isJson ? terminalJson({ command, ok: exit === EXIT.done, ...json }) : lines.join('\n');
  if (answer !== '') printer.answer(answer);
  return exit;
}

export function answerFailure(error: ErrorJson, { command, isJson }: Call, printer: Printer): void {
  printer.say(error.message);
  if (isJson) printer.answer(terminalJson({ ...(command && { command }), ok: false, error }));
}
