import type { AssetRecord } from '../ports.ts';

/** What was handed out is safe for this long: somebody may be about to open it. */
export const HANDED_OUT_MS = 10 * 60 * 1000;

export interface EvictionState {
  readonly records: readonly AssetRecord[];
  readonly maxSizeBytes: number;
  /** Milliseconds since the epoch. */
  readonly now: number;
  /** SHA-256 of blobs that are being read. */
  readonly inUse: ReadonlySet<string>;
}

/**
 * The records to remove so that the rest fits, least recently used first. Pure. Bytes that several records share go only
 * when all of these may, and count once. Never chosen: what is pinned, in use, or was handed out a moment ago; so the rest
 * may still be too much.
 */
export function selectForEviction({ records, maxSizeBytes, now, inUse }: EvictionState): readonly AssetRecord[] {
  const blobs = [...Map.groupBy(records, (record) => record.sha256).values()].map((sharing) => ({
    sharing,
    sizeBytes: Math.max(...sharing.map((record) => record.sizeBytes)),
    usedAt: Math.max(...sharing.map((record) => record.usedAt)),
    kept: sharing.some((record) => record.pinned || inUse.has(record.sha256) || now - record.usedAt < HANDED_OUT_MS),
  }));
  let excessBytes = blobs.reduce((sum, blob) => sum + blob.sizeBytes, 0) - maxSizeBytes;
  const chosen: AssetRecord[] = [];
  for (const blob of blobs.filter(({ kept }) => !kept).sort((a, b) => a.usedAt - b.usedAt)) {
    if (excessBytes <= 0) break;
    excessBytes -= blob.sizeBytes;
    chosen.push(...blob.sharing);
  }
  return chosen;
}
