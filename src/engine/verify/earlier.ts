import type { Evidence, EvidenceFile } from '../evidence.ts';
import { NO_FINDINGS } from '../findings.ts';
import type { Findings } from '../findings.ts';
import { gatheredFiles } from './gather.ts';
import type { Gathered } from './gather.ts';

/** What was found at an earlier time; without what signatures said, where other keys are trusted by now. */
export function earlierFindings(earlier: Evidence | undefined, trustId: string | undefined): Findings {
  if (!earlier) return NO_FINDINGS;
  const { findings } = earlier;
  if (trustId === undefined || trustId === earlier.trustId) return findings;
  return { signatures: [], checksums: findings.checksums.map((one) => ({ ...one, signatures: [] })) };
}

/** The files that were looked at, and when. */
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
 * The keys that it was judged by. Absent if signatures could never be looked for, or if there are some that were not checked
 * against the keys trusted now: then they are looked for again at the next use.
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
