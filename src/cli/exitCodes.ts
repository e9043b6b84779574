import { isEngineError } from '../engine/errors.ts';
import type { EngineError, ErrorCode } from '../engine/errors.ts';
import { CliError, FileFailure } from './cliError.ts';

/** The exit codes for scripts; see the table in docs/command-line.md. */
export const EXIT = {
  done: 0,
  failed: 1,
  /** Usage error. */
  usage: 2,
  /** A file failed a check. For `verify` and `check`, so does one that is gone or cannot be read. */
  distrusted: 3,
  /** With `exec`, as shells have it: the command is there but cannot be run. */
  notRun: 126,
  /** The shells' code for a missing command, with `exec`. */
  noProgram: 127,
  /** Interrupted, with the code that shells use for Ctrl+C. */
  stopped: 130,
} as const;
export type ExitCode = (typeof EXIT)[keyof typeof EXIT];

const DISTRUST: ReadonlySet<ErrorCode> = new Set([
  'integrity',
  'untrusted',
  'evidenceNotExported',
  'damagedExport',
  'changed',
  'lockMismatch',
]);

const OWN: Readonly<Partial<Record<CliError['code'], ExitCode>>> = {
  usage: EXIT.usage,
  stale: EXIT.distrusted,
  notRun: EXIT.notRun,
  noProgram: EXIT.noProgram,
};

export function exitCodeOf(error: unknown): ExitCode {
  if (error instanceof FileFailure) return exitCodeOf(error.error);
  if (error instanceof CliError) return OWN[error.code] ?? EXIT.failed;
  return isEngineError(error) && isDistrust(error) ? EXIT.distrusted : EXIT.failed;
}

/** An archive of a format that is not read says nothing about the file; any other that is not unpacked is damaged or unsafe. */
function isDistrust(error: EngineError): boolean {
  return error.is('unsafeArchive') ? error.facts.rule !== 'unsupported' : DISTRUST.has(error.code);
}

/** If one run has several results, a failed check takes precedence. */
export function worstOf(codes: readonly ExitCode[]): ExitCode {
  return [EXIT.stopped, EXIT.usage, EXIT.distrusted, EXIT.failed].find((code) => codes.includes(code)) ?? EXIT.done;
}
