import type { ExitCode } from './exitCodes.ts';
import type { Program } from './programToRun.ts';

/** The result of a command. */
export interface CommandResult {
  readonly exit: ExitCode;
  /** The output for people, one line each. */
  readonly lines: readonly string[];
  /** The JSON output, next to `command` and `ok`. */
  readonly json: object;
  /** Runs in place of this program once everything is closed; nothing else is printed then. */
  readonly program?: Program | undefined;
}
