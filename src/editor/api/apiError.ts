import { isEngineError } from '../../engine/index.ts';
import type { ErrorCode } from '../../engine/index.ts';
import { describeError } from '../../words/describeError.ts';
import { WorkspaceError } from '../../words/workspaceError.ts';

/** `docs/api.md` says what each of them means. */
type ApiErrorCode = ErrorCode | 'badArgument' | 'needsFile' | 'severalFiles' | 'workspace' | 'unexpected';

/** What a caller learns about a failure. */
export interface ApiFailure {
  readonly code: ApiErrorCode;
  /** For people, in the language of the editor: what happened, and what to do. For `badArgument`, English for developers. */
  readonly message: string;
  /** What the code says in general, in particular: the `ErrorFacts` of the code, or the fault of a `WorkspaceError`. */
  readonly facts: object;
}

/** The error with which every call of the interface rejects, except for aborted calls. */
export class ApiError extends Error implements ApiFailure {
  override readonly name = 'ForgejoArtifactsError';
  readonly code: ApiErrorCode;
  readonly facts: object;

  constructor({ code, message, facts }: ApiFailure, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
    this.facts = facts;
  }
}

export function badArgument(message: string, options?: ErrorOptions): ApiError {
  return new ApiError({ code: 'badArgument', message, facts: {} }, options);
}

/** An error of the caller's own. The views show the given one, and what it says must not be changed from outside. */
export function toApiError(error: unknown): ApiError {
  if (error instanceof ApiError) return error;
  const failure = toFailure(error);
  // Only developers of the extension can do something about that one.
  return new ApiError(failure, failure.code === 'unexpected' ? { cause: error } : {});
}

export function toFailure(error: unknown): ApiFailure {
  const { message } = describeError(error);
  if (isEngineError(error)) return { code: error.code, message, facts: structuredClone(error.facts) };
  if (error instanceof WorkspaceError) return { code: 'workspace', message, facts: structuredClone(error.fault) };
  return { code: 'unexpected', message, facts: {} };
}
