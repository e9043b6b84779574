import { EngineError } from '../errors.ts';
import { isWeaker } from '../evidence.ts';
import type { Change, Evidence, EvidenceKind, Requirement } from '../evidence.ts';
import type { Trust } from './trust.ts';

export function meets(kind: EvidenceKind, requirement: Requirement): boolean {
  return requirement === 'any' || !isWeaker(kind, requirement);
}

export function untrustedError(name: string, require: Requirement, kind: EvidenceKind): EngineError<'untrusted'> {
  return new EngineError('untrusted', `${name} has ${kind}, needs ${require}`, { name, require, kind });
}

/** Whether a change must be accepted even before the file is shown. A replaced file may be shown. */
export function isBlocking({ kind }: Change): boolean {
  return kind !== 'replaced';
}

/** The purpose of a request for a file. */
export interface Use {
  /**
   * Set only to show the file to a person, or to save it where they say: then a replaced file is handed out too, and its
   * record says so. Never set it for anything that runs the file or passes it to a program. @default false
   */
  readonly toShow?: boolean | undefined;
}

/** Why a file on disk is not handed out, if so: `changed` or `untrusted`. */
export function refusalOf(
  { name, evidence }: { readonly name: string; readonly evidence: Evidence },
  { require }: Trust,
  { toShow = false }: Use = {},
): EngineError<'changed' | 'untrusted'> | undefined {
  const { kind, changes } = evidence;
  if (toShow ? changes.some(isBlocking) : changes.length > 0) {
    const kinds = changes.map((change) => change.kind).join(', ');
    return new EngineError('changed', `${name} has changed: ${kinds}`, { name, changes });
  }
  return meets(kind, require) ? undefined : untrustedError(name, require, kind);
}
