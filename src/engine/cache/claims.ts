import { isVerified } from '../evidence.ts';
import type { Evidence, Expected } from '../evidence.ts';
import type { Asset } from '../model.ts';
import type { AssetRecord } from '../ports.ts';

/**
 * Whether a record is that of the asset: of the same upstream file and, if only a caller's digest said so, for a call that
 * names the same one.
 */
export function isRecordOf(
  { upstreamId, claimedBy, sha256 }: AssetRecord,
  asset: Asset,
  expected: Expected | undefined,
): boolean {
  if (upstreamId !== asset.upstreamId) return false;
  const named = [asset.digests, expected?.digests].map((digests) => digests?.sha256?.toLowerCase());
  return claimedBy === undefined || named.includes(sha256);
}

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
