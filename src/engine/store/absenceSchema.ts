import * as v from 'valibot';
import { EVIDENCE_KINDS, IDENTITY_KINDS, STRONG_ALGORITHMS } from '../evidence.ts';
import { digestSchema, evidenceSchema, proofSchema } from './evidenceSchema.ts';

const text = v.string();

const facts = v.object({
  what: v.picklist(['size', 'signature', ...STRONG_ALGORITHMS]),
  expected: text,
  actual: text,
  source: v.picklist([...EVIDENCE_KINDS, ...IDENTITY_KINDS]),
  file: v.exactOptional(text),
  keyId: v.exactOptional(text),
  sources: v.array(proofSchema),
  identity: v.exactOptional(
    v.array(v.object({ kind: v.picklist(IDENTITY_KINDS), fits: v.boolean(), digest: digestSchema })),
  ),
  evidence: v.exactOptional(evidenceSchema),
});

/** Why the bytes of a record are not in their place. A reason that is not understood still means that they are not. */
export const absenceSchema = v.fallback(
  v.variant('kind', [v.object({ kind: v.literal('gone') }), v.object({ kind: v.literal('refused'), facts })]),
  { kind: 'gone' },
);
