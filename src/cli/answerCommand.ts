import { answerFailure, answerResult } from './answers.ts';
import { errorJson } from './cliWords.ts';
import type { CommandResult } from './commandResult.ts';
import { EXIT, exitCodeOf } from './exitCodes.ts';
import type { Invocation } from './invocation.ts';
import type { Printer } from './printer.ts';
import { notStarted } from './programToRun.ts';
import type { World } from './world.ts';

export interface Surroundings {
  readonly world: World;
  readonly printer: Printer;
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
