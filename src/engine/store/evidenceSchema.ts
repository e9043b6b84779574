import * as v from 'valibot';
import { countSchema, digestsSchema, hex } from '../storedSchemas.ts';
import { EVIDENCE_KINDS, EVIDENCE_RULES, IDENTITY_KINDS, STRONG_ALGORITHMS } from '../evidence.ts';

const time = v.pipe(v.number(), v.finite());
const text = v.string();
const texts = v.array(text);
const kind = v.picklist(EVIDENCE_KINDS);

const digestSchema = v.object({ algorithm: v.picklist(STRONG_ALGORITHMS), hex: text });

const proofSchema = v.object({
  kind: v.picklist(EVIDENCE_KINDS.filter((one) => one !== 'none')),
  fits: v.boolean(),
  file: v.exactOptional(text),
  keyId: v.exactOptional(text),
  digest: v.exactOptional(digestSchema),
});

const signature = v.object({
  file: text,
  scheme: v.exactOptional(text),
  problem: v.exactOptional(text),
  code: v.exactOptional(text),
  keyId: v.exactOptional(text),
  signer: v.exactOptional(v.picklist(['trusted', 'carried'])),
  comment: v.exactOptional(text),
});

const checksums = v.object({
  file: text,
  scope: v.picklist(['asset', 'list']),
  problem: v.exactOptional(text),
  code: v.exactOptional(text),
  digests: v.array(digestSchema),
  clearsigned: v.exactOptional(v.boolean()),
  signatures: v.array(signature),
});

const file = v.pipe(
  v.object({
    name: text,
    upstreamId: text,
    storage: v.picklist(['attachment', 'packageFile', 'external']),
    sizeBytes: v.optional(countSchema),
    digests: digestsSchema,
    externalUrl: v.exactOptional(text),
  }),
  v.transform((one) => ({ ...one, sizeBytes: one.sizeBytes })),
);

const among = v.exactOptional(v.literal('source'));
const change = v.variant('kind', [
  v.object({ kind: v.literal('signature-missing'), before: texts, among }),
  v.object({ kind: v.literal('key-changed'), before: texts, now: texts, among }),
  v.object({ kind: v.literal('weaker'), before: kind, now: kind }),
  v.object({ kind: v.literal('replaced'), before: hex(64), now: hex(64) }),
]);

const keptSchema = v.object({
  kind,
  sources: v.array(proofSchema),
  findings: v.object({
    signatures: v.array(signature),
    checksums: v.array(checksums),
    notes: v.exactOptional(v.array(digestSchema)),
  }),
  files: v.array(file),
  digests: digestsSchema,
  listed: v.exactOptional(digestsSchema),
  changes: v.array(change),
  checkedAt: time,
  gatheredAt: v.exactOptional(time),
  trustId: v.exactOptional(text),
  rules: v.exactOptional(v.number()),
});

/**
 * `Evidence` as stored with a record. By the first rules, the digest of a lock or a caller counted as a pin or as the
 * server's, and the record does not tell which: neither is trusted until the pins and the instance confirm it.
 */
export const evidenceSchema = v.pipe(
  keptSchema,
  v.transform(({ rules, ...evidence }) => {
    if (rules !== undefined) return { ...evidence, rules };
    const sources = evidence.sources.filter((one) => one.kind !== 'pin' && one.kind !== 'server');
    return { ...evidence, sources, kind: sources[0]?.kind ?? 'none', rules: EVIDENCE_RULES };
  }),
);

const refusalFacts = v.object({
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
  v.variant('kind', [
    v.object({ kind: v.literal('gone') }),
    v.object({ kind: v.literal('refused'), facts: refusalFacts }),
  ]),
  { kind: 'gone' },
);
