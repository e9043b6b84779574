import * as v from 'valibot';
import { countSchema, digestsSchema, hex, sourceSchema } from '../keptSchemas.ts';
import { evidenceSchema } from './evidenceSchema.ts';

const time = v.pipe(v.number(), v.finite());

/** A stored record. It may come from another version or a broken disk, so it is checked like server text. */
export const recordSchema = v.object({
  key: hex(64),
  instance: v.string(),
  source: sourceSchema,
  version: v.string(),
  name: v.string(),
  storage: v.picklist(['attachment', 'packageFile', 'external']),
  upstreamId: v.string(),
  sha256: hex(64),
  sizeBytes: countSchema,
  evidence: evidenceSchema,
  digests: digestsSchema,
  pinned: v.boolean(),
  storedAt: time,
  usedAt: time,
});
