import { isVerified } from '../evidence.ts';
import type { Evidence, Expected } from '../evidence.ts';
import type { AssetRecord } from '../ports.ts';

/** Drops the claim once evidence confirms the bytes. */
export function withEvidence({ claimedBy, ...record }: AssetRecord, evidence: Evidence): AssetRecord {
  return claimedBy === undefined || isVerified(evidence) ? { ...record, evidence } : { ...record, claimedBy, evidence };
}

/** The claim about a record's file, as an expectation; `undefined` if its evidence confirms it. */
export function claimOf({ claimedBy, sha256 }: Pick<AssetRecord, 'claimedBy' | 'sha256'>): Expected | undefined {
  return claimedBy && { by: claimedBy, digests: { sha256 } };
}

/** A digest that only a caller claimed says nothing about the upstream file. */
export function rememberedOf({ claimedBy, sha256 }: Pick<AssetRecord, 'claimedBy' | 'sha256'>): string | undefined {
  return claimedBy === undefined ? sha256 : undefined;
}
