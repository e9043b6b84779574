import type { KnownVersion } from './knownVersion.ts';

/** How old the files of a version must be before it is chosen without being named. */
export interface MinimumAge {
  /** 0: any version is old enough. */
  readonly minimumAgeMs: number;
  /** Milliseconds since the epoch. */
  readonly now: number;
  /** The locked version is always old enough. */
  readonly held?: string | undefined;
}

/** A version that would have been chosen if it were older. */
export interface SkippedVersion {
  readonly version: string;
  /** When it will be old enough, in milliseconds since the epoch; `undefined` if unknown. */
  readonly until?: number | undefined;
}

interface Settled<T> {
  /** `undefined` if none is old enough. */
  readonly found: T | undefined;
  readonly skipped: readonly SkippedVersion[];
}

/** The first that is old enough, and the younger ones before it. */
export function firstOldEnough<T extends KnownVersion>(bestFirst: readonly T[], age: MinimumAge): Settled<T> {
  const at = bestFirst.findIndex((known) => isOldEnough(known, age));
  const young = at < 0 ? bestFirst : bestFirst.slice(0, at);
  return { found: bestFirst[at], skipped: young.map((known) => skipped(known, age)) };
}

function isOldEnough(known: KnownVersion, { minimumAgeMs, now, held }: MinimumAge): boolean {
  const uploadedAt = lastUpload(known);
  return minimumAgeMs <= 0 || known.version === held || (uploadedAt !== undefined && uploadedAt + minimumAgeMs <= now);
}

function skipped(known: KnownVersion, { minimumAgeMs }: MinimumAge): SkippedVersion {
  const until = (lastUpload(known) ?? Infinity) + minimumAgeMs;
  return { version: known.version, until: Number.isFinite(until) ? until : undefined };
}

/** A file can be added to an old release, and a release can have the date of an old tag, so the newest upload counts. */
function lastUpload({ createdAt, assets = [] }: KnownVersion): number | undefined {
  const times = [createdAt, ...assets.map((asset) => asset.createdAt)].filter((time) => time !== undefined);
  return times.length === 0 ? undefined : times.reduce((one, other) => Math.max(one, other));
}
