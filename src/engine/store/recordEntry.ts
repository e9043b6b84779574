import * as v from 'valibot';
import { countSchema, hex } from '../keptSchemas.ts';
import type { AssetRecord, ForeignRecord } from '../ports.ts';
import { recordSchema } from './recordSchema.ts';

/** What an entry holds: a record, one that a newer version wrote, or nothing that can be understood. */
type RecordEntry =
  | { readonly state: 'record'; readonly record: AssetRecord }
  | { readonly state: 'foreign'; readonly record: ForeignRecord }
  | { readonly state: 'unclear' };

/** What every version keeps: enough to know which bytes a record points at. */
const foreignSchema = v.object({ key: hex(64), sha256: hex(64), sizeBytes: countSchema });

/** What values that a memento gives again and again were decoded to: a list of thousands is asked for at every change. */
const decoded = new WeakMap<object, RecordEntry>();

/** Decodes what is kept under a key. What this version does not know of a record is left out of it. */
export function decodeRecord(value: unknown, key: string): RecordEntry {
  const entry = decode(value);
  return entry.state !== 'unclear' && entry.record.key !== key ? { state: 'unclear' } : entry;
}

function decode(value: unknown): RecordEntry {
  if (typeof value !== 'object' || value === null) return { state: 'unclear' };
  const known = decoded.get(value);
  if (known) return known;
  const entry = parse(value);
  // Only what can no longer change stands for its decoded form.
  if (Object.isFrozen(value)) decoded.set(value, entry);
  return entry;
}

function parse(value: object): RecordEntry {
  const record = v.safeParse(recordSchema, value);
  // The schema is the type, but for optional fields that may not be `undefined` here.
  if (record.success) return { state: 'record', record: Object.freeze(record.output) as AssetRecord };
  const foreign = v.safeParse(foreignSchema, value);
  return foreign.success ? { state: 'foreign', record: foreign.output } : { state: 'unclear' };
}

/**
 * What is to be kept of a record that was changed: the new values, and whatever the entry holds that this version does not
 * know. `before` is what this version made of `kept`.
 */
export function changedEntry(kept: unknown, before: AssetRecord, after: AssetRecord): unknown {
  // Evidence of older rules is not believed as it is, and no change may put it back.
  const isOld = isPlain(kept) && isPlain(kept['evidence']) && kept['evidence']['rules'] === undefined;
  return withUnknown(isOld ? { ...kept, evidence: before.evidence } : kept, before, after);
}

function withUnknown(kept: unknown, before: unknown, after: unknown): unknown {
  if (after === before) return kept;
  if (!isPlain(kept) || !isPlain(before) || !isPlain(after)) return after;
  const unknown = Object.entries(kept).filter(([name]) => !(name in before));
  const known = Object.entries(after).map(([name, value]) => [name, withUnknown(kept[name], before[name], value)]);
  return Object.fromEntries([...unknown, ...known]);
}

function isPlain(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
