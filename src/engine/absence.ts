import { EngineError } from './errors.ts';
import type { ErrorFacts } from './errors.ts';
import type { AssetRecord } from './ports.ts';

/** Why the bytes of a record are not in their place. */
export type Absence =
  | { readonly kind: 'gone' }
  /** A check refused the bytes. They are in quarantine, or on their way there. */
  | { readonly kind: 'refused'; readonly facts: ErrorFacts['integrity'] };

/** Whether a record's bytes are in their place, as far as is known. Everything that says that a file is here asks this. */
export function isHere({ absence }: Pick<AssetRecord, 'absence'>): boolean {
  return absence === undefined;
}

/** The failed check that moved a record's bytes to quarantine, without their path; `undefined` if there was none. */
export function storedRefusal({
  name,
  absence,
}: Pick<AssetRecord, 'name' | 'absence'>): EngineError<'integrity'> | undefined {
  if (absence?.kind !== 'refused') return undefined;
  return new EngineError('integrity', `${name} failed an earlier check`, absence.facts);
}

/** The record as it is now that its bytes left their place; without `absence`, now that they are back. */
export function withAbsence(record: AssetRecord, absence: Absence | undefined): AssetRecord {
  const { absence: before, ...rest } = record;
  if (absence) return { ...rest, absence };
  return before ? rest : record;
}
