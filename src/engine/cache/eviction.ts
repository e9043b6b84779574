import type { AssetRecord } from '../ports.ts';

/**
 * What was handed out is safe for ten minutes, because somebody may be about to open it; and for one more, because
 * `usedAt` lags behind by up to `TOUCH_MS`.
 */
export const HANDED_OUT_MS = 11 * 60 * 1000;
/** `usedAt` is not written again sooner than this. */
export const TOUCH_MS = 60 * 1000;

export interface EvictionLimits {
  /** Milliseconds since the epoch. */
  readonly now: number;
  /** SHA-256 of blobs that are being read. */
  readonly inUse: ReadonlySet<string>;
}

export interface EvictionState extends EvictionLimits {
  readonly records: readonly AssetRecord[];
  readonly maxSizeBytes: number;
}

/**
 * Whether a record may go to make room: not while it is pinned, being read, or was handed out a moment ago. A time in the
 * future beyond that moment comes from a clock that was wrong, and protects nothing.
 */
export function isEvictable(record: AssetRecord, { now, inUse }: EvictionLimits): boolean {
  return !record.pinned && !inUse.has(record.sha256) && Math.abs(now - record.usedAt) >= HANDED_OUT_MS;
}

/** Sum over the bytes, whoever shares them. */
export function totalSize(records: readonly AssetRecord[]): number {
  const sizes = new Map(records.map((record) => [record.sha256, record.sizeBytes]));
  return [...sizes.values()].reduce((sum, sizeBytes) => sum + sizeBytes, 0);
}

/**
 * The records to remove so that the rest fits, least recently used first. Pure. Bytes that several records share go only
 * when all of these may, and count once. What must stay may still be too much.
 */
export function selectForEviction({ records, maxSizeBytes, ...limits }: EvictionState): readonly AssetRecord[] {
  const blobs = [...Map.groupBy(records, (record) => record.sha256).values()].map((sharing) => ({
    sharing,
    sizeBytes: Math.max(...sharing.map((record) => record.sizeBytes)),
    usedAt: Math.max(...sharing.map((record) => record.usedAt)),
    evictable: sharing.every((record) => isEvictable(record, limits)),
  }));
  let excessBytes = blobs.reduce((sum, blob) => sum + blob.sizeBytes, 0) - maxSizeBytes;
  const chosen: AssetRecord[] = [];
  for (const blob of blobs.filter(({ evictable }) => evictable).sort((a, b) => a.usedAt - b.usedAt)) {
    if (excessBytes <= 0) break;
    excessBytes -= blob.sizeBytes;
    chosen.push(...blob.sharing);
  }
  return chosen;
}
