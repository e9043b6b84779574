import * as v from 'valibot';
import { countSchema, digestsSchema, hex, sourceSchema } from '../storedSchemas.ts';
import type { AssetRecord, ForeignRecord } from '../ports.ts';
import { absenceSchema, evidenceSchema } from './evidenceSchema.ts';

const time = v.pipe(v.number(), v.finite());

const fields = v.object({
  key: hex(64),
  instance: v.string(),
  source: sourceSchema,
  version: v.string(),
  name: v.string(),
  storage: v.picklist(['attachment', 'packageFile', 'external']),
  upstreamId: v.string(),
  sha256: hex(64),
  sizeBytes: countSchema,
  absence: v.exactOptional(absenceSchema),
  claimedBy: v.optional(v.picklist(['lock', 'caller'])),
  evidence: evidenceSchema,
  digests: digestsSchema,
  /** `kept` in memory. Earlier versions read and write this name. */
  pinned: v.boolean(),
  storedAt: time,
  usedAt: time,
});

/** A stored record. It may come from another version or a broken disk, so it is checked like server text. */
const recordSchema = v.pipe(
  fields,
  v.transform(({ pinned, ...record }) => ({ ...record, kept: pinned })),
);

/** The record under the names of its stored fields. */
export function storedRecord({ kept, ...record }: AssetRecord): object {
  return { ...record, pinned: kept };
}

/** The contents of an entry: a record, one of a newer version, or something unintelligible. */
type RecordEntry =
  | { readonly state: 'record'; readonly record: AssetRecord }
  | { readonly state: 'foreign'; readonly record: ForeignRecord }
  | { readonly state: 'unclear' };

/** The fields in every version: enough to know which bytes a record refers to. */
const foreignSchema = v.object({ key: hex(64), sha256: hex(64), sizeBytes: countSchema });

/** Caches decoded values of a memento, because a list of thousands is requested at every change. */
const decoded = new WeakMap<object, RecordEntry>();

/** Decodes the stored value of a key. Leaves out fields that this version does not know. */
export function decodeRecord(value: unknown, key: string): RecordEntry {
  const entry = decode(value);
  return entry.state !== 'unclear' && entry.record.key !== key ? { state: 'unclear' } : entry;
}

function decode(value: unknown): RecordEntry {
  if (typeof value !== 'object' || value === null) return { state: 'unclear' };
  const known = decoded.get(value);
  if (known) return known;
  const entry = parse(value);
  // Only frozen values can be cached.
  if (Object.isFrozen(value)) decoded.set(value, entry);
  return entry;
}

function parse(value: object): RecordEntry {
  const record = v.safeParse(recordSchema, value);
  // The schema is the type, except for optional fields that may not be `undefined` here.
  if (record.success) return { state: 'record', record: Object.freeze(record.output) as AssetRecord };
  const foreign = v.safeParse(foreignSchema, value);
  return foreign.success ? { state: 'foreign', record: foreign.output } : { state: 'unclear' };
}

/**
 * The value to store for a changed record: the new fields, and all stored fields that this version does not know. `before`
 * is what this version decoded from `stored`.
 */
export function changedEntry(stored: unknown, before: AssetRecord, after: AssetRecord): unknown {
  // Evidence of older rules is not trusted as it is, and no change may restore it.
  const isOld = isPlain(stored) && isPlain(stored['evidence']) && stored['evidence']['rules'] === undefined;
  const known = isOld ? { ...stored, evidence: before.evidence } : stored;
  return withUnknown(known, storedRecord(before), storedRecord(after));
}

function withUnknown(stored: unknown, before: unknown, after: unknown): unknown {
  if (after === before) return stored;
  if (!isPlain(stored) || !isPlain(before) || !isPlain(after)) return after;
  const unknown = Object.entries(stored).filter(([name]) => !(name in before));
  const known = Object.entries(after).map(([name, value]) => [name, withUnknown(stored[name], before[name], value)]);
  return Object.fromEntries([...unknown, ...known]);
}

function isPlain(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
