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
  /** The details: `ErrorFacts` of that code, the fault of a `WorkspaceError`, or the release that an address names. */
  readonly facts: object;
}

/** Every call of the interface rejects with this, unless it is aborted. */
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

/** A copy for the caller. The views show the original, which no caller may change. */
export function toApiError(error: unknown): ApiError {
  if (error instanceof ApiError) return error;
  const failure = toFailure(error);
  // A bug: only its cause says where.
  return new ApiError(failure, failure.code === 'unexpected' ? { cause: error } : {});
}

export function toFailure(error: unknown): ApiFailure {
  const { message } = describeError(error);
  if (isEngineError(error)) return { code: error.code, message, facts: structuredClone(error.facts) };
  if (error instanceof WorkspaceError) return { code: 'workspace', message, facts: structuredClone(error.fault) };
  return { code: 'unexpected', message, facts: {} };
}
