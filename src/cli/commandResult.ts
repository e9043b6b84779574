import type { ExitCode } from './exitCodes.ts';

/** The result of a command. */
export interface CommandResult {
  readonly exit: ExitCode;
  /** The output for people, one line each. */
  readonly lines: readonly string[];
  /** The JSON output, next to `command` and `ok`. */
  readonly json: object;
}
