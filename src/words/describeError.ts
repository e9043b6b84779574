import { isEngineError } from '../engine/index.ts';
import type { EngineError, ErrorFacts } from '../engine/index.ts';
import { WORDS } from './errorWords.ts';
import { plain } from './format.ts';
import { t } from './translate.ts';
import { WorkspaceError } from './workspaceError.ts';
import { describeWorkspace } from './workspaceWords.ts';

/** A remedy that a button offers. */
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
  | 'addInstance'
  | 'install'
  | 'saveAs'
  | 'emptyCache'
  | 'openInBrowser'
  | 'openProjectFile';

export interface Description {
  /** One or two plain sentences: what happened, and what to do. */
  readonly message: string;
  readonly remedy: Remedy;
  /** Other remedies, or buttons that show more. */
  readonly also?: readonly Remedy[];
}

/** Whether it is a cancellation, which is not an error and not shown. */
export function isCancelled(error: unknown): boolean {
  return error instanceof Error && (error.name === 'AbortError' || error.name === 'Canceled');
}

/** Whether something failed. An open question and a limit that the user set are not failures. */
export function isFault(error: unknown): boolean {
  return !isEngineError(error, 'hostNotAllowed') && !isEngineError(error, 'limited');
}

/** The only place where failures become words for people. */
export function describeError(error: unknown): Description {
  if (isEngineError(error)) {
    const words = WORDS[error.code] as (facts: ErrorFacts[EngineError['code']]) => Description;
    return words(error.facts);
  }
  if (error instanceof WorkspaceError) return describeWorkspace(error);
  const detail = error instanceof Error ? error.message : String(error);
  return { message: t('Something unexpected went wrong: {0}', plain(detail)), remedy: 'showLog' };
}
