import type { Evidence, EvidenceFile } from '../evidence.ts';
import { NO_FINDINGS } from '../findings.ts';
import type { Findings } from '../findings.ts';
import { gatheredFiles } from './gather.ts';
import type { Gathered } from './gather.ts';

/** The findings of an earlier check; without its signatures if the trusted keys have changed. */
export function earlierFindings(earlier: Evidence | undefined, trustId: string | undefined): Findings {
  if (!earlier) return NO_FINDINGS;
  const { findings } = earlier;
  if (trustId === undefined || trustId === earlier.trustId) return findings;
  return { signatures: [], checksums: findings.checksums.map((one) => ({ ...one, signatures: [] })) };
}

/** The evidence files of that check, and its time. */
export function lookedThrough(
  gathered: Gathered<EvidenceFile> | undefined,
  earlier: Evidence | undefined,
  now: number,
): Pick<Evidence, 'files' | 'gatheredAt'> {
  if (gathered) return { files: gatheredFiles(gathered), gatheredAt: now };
  const { files = [], gatheredAt } = earlier ?? {};
  return { files, ...(gatheredAt !== undefined && { gatheredAt }) };
}

/**
 * The set of keys used. Absent if signatures could never be looked up, or if some were not checked against the current keys;
 * then the next use looks them up again.
 */
export function judgedBy(
  gathered: Gathered<EvidenceFile> | undefined,
  earlier: Evidence | undefined,
  trustId: string | undefined,
): Pick<Evidence, 'trustId'> {
  const isSeen = gathered !== undefined || earlier?.gatheredAt !== undefined;
  const isUnread = !gathered && earlier !== undefined && earlier.files.length > 0 && earlier.trustId !== trustId;
  const id = trustId === undefined ? earlier?.trustId : isUnread || !isSeen ? undefined : trustId;
  return id === undefined ? {} : { trustId: id };
}
