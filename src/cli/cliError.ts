import type { EngineError } from '../engine/errors.ts';

/** Errors outside the engine: wrong usage, and questions that only a person can answer. */
export class CliError extends Error {
  readonly code:
    | 'usage'
    | 'noLock'
    | 'noProject'
    | 'ambiguous'
    | 'noFile'
    | 'notThere'
    | 'stale'
    | 'exists'
    | 'notSaved'
    | 'outdated'
    | 'notLinked'
    | 'badPlace'
    | 'inUse'
    | 'noProgram'
    | 'notRun';
  /** Added to the JSON output. */
  readonly facts: Readonly<Record<string, unknown>>;

  /** The message is for people: one or two sentences. */
  constructor(code: CliError['code'], message: string, facts: CliError['facts'] = {}) {
    super(message);
    this.name = 'CliError';
    this.code = code;
    this.facts = facts;
  }
}

/** A failure of the engine about one file, whose words do not name it. */
export class FileFailure extends Error {
  readonly file: string;
  readonly error: EngineError;

  constructor(file: string, error: EngineError) {
    super(error.message, { cause: error });
    this.name = 'FileFailure';
    this.file = file;
    this.error = error;
  }
}

export function usageError(message: string): CliError {
  return new CliError('usage', message);
}
