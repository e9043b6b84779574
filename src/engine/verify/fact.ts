import * as v from 'valibot';
import { countSchema, hex } from '../storedSchemas.ts';
import { foldCase } from '../model.ts';
import type { Asset } from '../model.ts';
import { EVIDENCE_KINDS } from '../evidence.ts';
import type { EvidenceKind } from '../evidence.ts';
import type { Seen } from './downgrade.ts';
import { foldedName } from './versionlessName.ts';

/** What is remembered about one file of one version. Fields from newer versions of the program survive. */
export const factSchema = v.looseObject({
  version: v.string(),
  name: v.string(),
  upstreamId: v.string(),
  sha256: hex(64),
  /** Milliseconds since the epoch: the upload, or else when it was first seen here. */
  at: countSchema,
  /** An `EvidenceKind`, possibly one that only a newer version knows. */
  kind: v.string(),
  keyIds: v.array(v.string()),
  claims: v.exactOptional(v.array(v.string())),
  bare: v.exactOptional(v.array(v.string())),
});
export type Fact = v.InferOutput<typeof factSchema>;

export function seenIn({ kind, keyIds, claims }: Fact): Seen {
  return { kind: knownKind(kind), keyIds, ...(claims && { claims }) };
}

/** A kind that only a newer version knows counts as the strongest that a release can give. */
function knownKind(kind: string): EvidenceKind {
  return EVIDENCE_KINDS.find((known) => known === kind) ?? 'signature';
}

export function isOfVersion({ version }: Pick<Fact, 'version'>, asset: Pick<Asset, 'version'>): boolean {
  return foldCase(version) === foldCase(asset.version);
}

export function isOfFile(fact: Pick<Fact, 'version' | 'name'>, asset: Asset): boolean {
  return isOfVersion(fact, asset) && fact.name === foldedName(asset);
}

/** Whether a signer is proven or claimed. */
export function isSigned({ keyIds, claims = [] }: Pick<Fact, 'keyIds' | 'claims'>): boolean {
  return keyIds.length > 0 || claims.length > 0;
}
