import { EngineError } from '../errors.ts';
import { meets, untrustedError } from './assess.ts';
import type { Change, Evidence } from '../evidence.ts';
import type { Trust } from './trust.ts';

/** Whether a change has to be accepted even before the file is shown. One that took another's place may be looked at. */
export function isBlocking({ kind }: Change): boolean {
  return kind !== 'replaced';
}

/** What a file is wanted for. */
export interface Use {
  /**
   * Only to be shown to a person, or saved where they say: then one that took another's place is handed out too, and its
   * record says so. Whatever runs a file or hands it to a program leaves this out. @default false
   */
  readonly toShow?: boolean | undefined;
}

/** Why a file that is on disk is not handed out, if it is not: `changed` or `untrusted`. */
export function refusalOf(
  { name, evidence }: { readonly name: string; readonly evidence: Evidence },
  { require }: Trust,
  { toShow = false }: Use = {},
): EngineError | undefined {
  const { kind, changes } = evidence;
  if (toShow ? changes.some(isBlocking) : changes.length > 0) {
    const said = changes.map((change) => change.kind).join(', ');
    return new EngineError('changed', `${name} is other than before: ${said}`, { name, changes });
  }
  return meets(kind, require) ? undefined : untrustedError(name, require, kind);
}
