import { compareVersions, finishedOf, highestFirst, mayHaveFiles, numberedOf } from './knownVersion.ts';
import type { KnownVersion, Numbered } from './knownVersion.ts';
import { versionsAround } from './toolVersions.ts';
import type { WantedTool } from './toolVersions.ts';
import { readTag } from './readTag.ts';

/**
 * The updates of an installed version, by its tag, best first. Never versions of the repository's other tools, and never a
 * pre-release for a finished version. A pre-release is updated to the newest finished version above it, else to the newest
 * of its kind. Tags without numbers are compared by time; a moving tag has no successor.
 */
export function newerVersions<T extends KnownVersion>(
  installed: string,
  versions: readonly T[],
  wanted: WantedTool,
): readonly T[] {
  const published = versions.filter(({ draft }) => draft !== true);
  const known = published.find(({ version }) => version === installed);
  const [current] = numberedOf([known ?? { version: installed }]);
  const newer = current ? newerThan(current, numberedOf(published), wanted) : newerByTime(known, published);
  return newer.filter(mayHaveFiles);
}

function newerThan<T extends KnownVersion>(
  current: Numbered,
  all: readonly Numbered<T>[],
  wanted: WantedTool,
): readonly T[] {
  const line = versionsAround(all, current, wanted);
  const here = line.find(({ known }) => known.version === current.known.version) ?? { ...current, index: line.length };
  const newer = line.filter((one) => one !== here && compareVersions(one, here) > 0);
  const finished = new Set(finishedOf(line));
  const best = knownOf(newer.filter((one) => finished.has(one)));
  if (best.length > 0) return best;
  const isFinished = line.some((one) => one === here) ? finished.has(here as Numbered<T>) : !isEarly(current);
  return isFinished ? [] : knownOf(newer.filter((one) => isSameKind(one, here)));
}

function knownOf<T extends KnownVersion>(versions: readonly Numbered<T>[]): readonly T[] {
  return highestFirst(versions).map(({ known }) => known);
}

function isEarly({ known, tag }: Numbered): boolean {
  return known.prerelease === true || tag.stage !== undefined;
}

/** A nightly is followed by nightlies, a candidate by candidates. */
function isSameKind({ tag: { stage: one } }: Numbered, { tag: { stage: other } }: Numbered): boolean {
  const isNightly = (stage: typeof one): boolean => stage?.[0] === 'nightly' || stage?.[0] === 'weekly';
  return isNightly(one) === isNightly(other);
}

function newerByTime<T extends KnownVersion>(known: T | undefined, published: readonly T[]): readonly T[] {
  const since = known?.createdAt;
  if (since === undefined || known?.version === undefined || isMovingName(known.version)) return [];
  return published
    .filter(
      ({ version, prerelease, createdAt = since }) => createdAt > since && prerelease !== true && !readTag(version),
    )
    .toSorted((one, other) => (other.createdAt ?? 0) - (one.createdAt ?? 0));
}

const MOVING_NAMES =
  /^(?:latest|stable|nightly|continuous|static|edge|canary|dev|main|master|tip|rolling|unstable|beta|alpha)$/i;

function isMovingName(version: string): boolean {
  return MOVING_NAMES.test(version);
}
