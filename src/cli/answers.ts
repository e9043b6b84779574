import { terminalJson } from '../words/foreign.ts';
import type { ErrorJson } from './cliWords.ts';
import type { CommandResult } from './commandResult.ts';
import { EXIT } from './exitCodes.ts';
import type { ExitCode } from './exitCodes.ts';
import type { CommandName } from './invocation.ts';
import type { Printer } from './printer.ts';

/** The command of a call, as far as it could be parsed, and the format of its answer. */
interface Call {
  readonly command?: CommandName | undefined;
  readonly isJson: boolean;
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
