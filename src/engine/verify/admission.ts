import { EngineError } from '../errors.ts';
import { meets, untrustedError } from './assess.ts';
import type { Change, Evidence } from '../evidence.ts';
import type { Trust } from './trust.ts';

/** Whether a change has to be accepted before the file is used. Another file under the same name is only shown as such. */
export function isBlocking({ kind }: Change): boolean {
  return kind !== 'replaced';
}

/** Why a file that is on disk is not handed out, if it is not: `changed` or `untrusted`. */
export function refusalOf(
  { name, evidence }: { readonly name: string; readonly evidence: Evidence },
  { require }: Trust,
): EngineError | undefined {
  const { kind, changes } = evidence;
  if (changes.some(isBlocking)) {
    const said = changes.map((change) => change.kind).join(', ');
    return new EngineError('changed', `${name} is other than before: ${said}`, { name, changes });
  }
  return meets(kind, require) ? undefined : untrustedError(name, require, kind);
}
