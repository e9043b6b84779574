import { isEngineError } from '../engine/index.ts';
import type { EngineError, ErrorFacts } from '../engine/index.ts';
import { WORDS } from './errorWords.ts';
import { plain } from './format.ts';
import { WorkspaceError } from './workspaceError.ts';
import { describeWorkspace } from './workspaceWords.ts';

/** What helps. Each has one button and one command behind it. */
export type Remedy =
  | 'signIn'
  | 'retry'
  | 'openSettings'
  | 'showEvidence'
  | 'showLog'
  | 'openCacheFolder'
  | 'allowHost'
  | 'refresh'
  | 'trustKey'
  | 'pinDigest'
  | 'acceptChange'
  | 'manageTrust'
  | 'openFolder'
  | 'addTool'
  | 'addInstance';

export interface Description {
  /** One or two plain sentences: what happened, and what to do. */
  readonly message: string;
  readonly remedy: Remedy;
  /** What may help too, or says more. */
  readonly also?: readonly Remedy[];
}

/** Whether somebody stopped it; that is no error and nothing to show. */
export function isCancelled(error: unknown): boolean {
  return error instanceof Error && (error.name === 'AbortError' || error.name === 'Canceled');
}

/** Whether something went wrong: a question that is open and a limit that somebody set for themselves are no faults. */
export function isFault(error: unknown): boolean {
  return !isEngineError(error, 'needsConsent') && !isEngineError(error, 'limited');
}

/** The one place where failures become words for people. */
export function describeError(error: unknown): Description {
  if (isEngineError(error)) {
    const words = WORDS[error.code] as (facts: ErrorFacts[EngineError['code']]) => Description;
    return words(error.facts);
  }
  if (error instanceof WorkspaceError) return describeWorkspace(error);
  const detail = error instanceof Error ? error.message : String(error);
  return { message: `Something unexpected went wrong: ${plain(detail)}`, remedy: 'showLog' };
}
