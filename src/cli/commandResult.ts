import type { ExitCode } from './exitCodes.ts';

/** What a command came to. */
export interface CommandResult {
  readonly exit: ExitCode;
  /** The answer for people, a line each. */
  readonly lines: readonly string[];
  /** The answer for machines, beside `command` and `ok`. */
  readonly json: object;
}
