/** What the engine knows nothing of: how the program was called, and what only a person could tell. */
export class CliError extends Error {
  readonly code:
    'usage' | 'noLock' | 'noProject' | 'ambiguous' | 'noFile' | 'notThere' | 'stale' | 'exists' | 'notSaved';
  /** Goes along where the answer is for a machine. */
  readonly facts: Readonly<Record<string, unknown>>;

  /** The message is for people: one or two sentences. */
  constructor(code: CliError['code'], message: string, facts: CliError['facts'] = {}) {
    super(message);
    this.name = 'CliError';
    this.code = code;
    this.facts = facts;
  }
}

export function usageError(message: string): CliError {
  return new CliError('usage', message);
}
