import { isHere } from '../absence.ts';
import { ageMs } from '../age.ts';
import type { AssetRecord } from '../ports.ts';

/**
 * A file that was handed out is safe for ten minutes, because a program may be about to open it, and for one more minute,
 * because `usedAt` lags behind by up to `TOUCH_MS`.
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

/** A download that stopped, as far as it takes up room. */
interface PartialSize {
  readonly receivedBytes: number;
  /** Milliseconds since the epoch. */
  readonly updatedAt: number;
}

export interface EvictionState<P extends PartialSize> extends EvictionLimits {
  readonly records: readonly AssetRecord[];
  readonly partials: readonly P[];
  /** Files that could not be removed still take up room. */
  readonly stuck: ReadonlySet<AssetRecord | P>;
  readonly maxSizeBytes: number;
}

/** The files to remove. */
interface Evicted<P> {
  readonly records: readonly AssetRecord[];
  readonly partials: readonly P[];
}

/**
 * Whether a record may be removed to make room: not while the user keeps it, while it is being read, or shortly after it was
 * handed out.
 */
export function isEvictable(record: AssetRecord, { now, inUse }: EvictionLimits): boolean {
  return !record.kept && !inUse.has(record.sha256) && ageMs(now, record.usedAt) >= HANDED_OUT_MS;
}

/** Total size of the files that are in their place; shared bytes count once. */
export function totalSize(records: readonly Pick<AssetRecord, 'sha256' | 'sizeBytes' | 'absence'>[]): number {
  const sizes = new Map(records.filter(isHere).map((record) => [record.sha256, record.sizeBytes]));
  return [...sizes.values()].reduce((sum, sizeBytes) => sum + sizeBytes, 0);
}

/** The bytes received by all partial downloads. */
export function receivedSize(partials: readonly PartialSize[]): number {
  return partials.reduce((sum, { receivedBytes }) => sum + receivedBytes, 0);
}

/**
 * Selects files and partial downloads to remove so that the rest fits, least recently used first. Pure. Bytes shared by
 * several records are removed only if all of these may be, and count once. The rest may still be too large.
 */
export function selectForEviction<P extends PartialSize>(state: EvictionState<P>): Evicted<P> {
  const { records, partials, stuck, maxSizeBytes, ...limits } = state;
  const blobs = [...Map.groupBy(records, (record) => record.sha256).values()]
    .filter((sharing) => sharing.every((record) => isEvictable(record, limits) && !stuck.has(record)))
    .map((sharing) => ({
      records: sharing,
      partials: [],
      sizeBytes: totalSize(sharing),
      ageMs: Math.min(...sharing.map((record) => ageMs(limits.now, record.usedAt))),
    }));
  const oldPartials = partials
    .filter((partial) => !stuck.has(partial))
    .map((partial) => ({
      records: [],
      partials: [partial],
      sizeBytes: partial.receivedBytes,
      ageMs: ageMs(limits.now, partial.updatedAt),
    }));
  let excessBytes = totalSize(records) + receivedSize(partials) - maxSizeBytes;
  const chosen = [...blobs, ...oldPartials]
    .sort((a, b) => b.ageMs - a.ageMs)
    .filter(({ sizeBytes }) => {
      const isNeeded = excessBytes > 0;
      if (isNeeded) excessBytes -= sizeBytes;
      return isNeeded;
    });
  return { records: chosen.flatMap((one) => one.records), partials: chosen.flatMap((one) => one.partials) };
}

/** The state after the removal, as far as it succeeded. */
export function leftAfter<P extends PartialSize>(
  { records, partials, stuck }: Pick<EvictionState<P>, 'records' | 'partials' | 'stuck'>,
  going: Evicted<P>,
  failed: readonly (AssetRecord | P)[],
): Pick<EvictionState<P>, 'records' | 'partials' | 'stuck'> {
  const gone = new Set<AssetRecord | P>([...going.records, ...going.partials]);
  for (const one of failed) gone.delete(one);
  return {
    records: records.filter((record) => !gone.has(record)),
    partials: partials.filter((partial) => !gone.has(partial)),
    stuck: new Set([...stuck, ...failed]),
  };
}
