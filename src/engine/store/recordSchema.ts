import * as v from 'valibot';
import type { AssetRecord } from '../ports.ts';
import { absenceSchema } from './absenceSchema.ts';
import { countSchema, digestsSchema, hex, sourceSchema } from '../storedSchemas.ts';
import { evidenceSchema } from './evidenceSchema.ts';

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
export const recordSchema = v.pipe(
  fields,
  v.transform(({ pinned, ...record }) => ({ ...record, kept: pinned })),
);

/** The record under the names of its stored fields. */
export function storedRecord({ kept, ...record }: AssetRecord): object {
  return { ...record, pinned: kept };
}
