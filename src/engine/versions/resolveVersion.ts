import { EngineError } from '../errors.ts';
import type { NoVersionReason } from '../errors.ts';
import { foldCase } from '../model.ts';
import { compareTags } from './compareTags.ts';
import { finishedOf, highestFirst, numberedOf, preferFiles } from './knownVersion.ts';
import type { KnownVersion, Numbered } from './knownVersion.ts';
import { versionsOfTool } from './toolVersions.ts';
import type { WantedTool } from './toolVersions.ts';
import { firstOldEnough } from './minimumAge.ts';
import type { MinimumAge, SkippedVersion } from './minimumAge.ts';
import { readRange } from './range.ts';
import { readTag } from './readTag.ts';
import type { Tag } from './readTag.ts';

export const LATEST = 'latest';

interface Resolved<T> {
  readonly version: T;
  /** Versions that would have been chosen if they were older, best first. */
  readonly skipped: readonly SkippedVersion[];
}

type Wanted = WantedTool & {
  /** How many versions were read if the list goes on; reported in the error. */
  readonly cutAt?: number | undefined;
  readonly age: MinimumAge;
};

/**
 * The requested version: the one with exactly that tag, else the highest in the range. `latest` is the highest finished
 * version. It is not the newest by date, as an older line may get a patch later, nor a tag of that name, which moves; only
 * if no tag has a number, it is that tag, or the newest. Drafts are never taken, and pre-releases, by their tag or by their
 * publisher's mark, only by a request that names one. A version that is too young or has no files is passed over, unless
 * the request names it exactly.
 *
 * @throws EngineError `noVersion`, with the reason and similar versions
 */
export function resolveVersion<T extends KnownVersion>(
  range: string,
  versions: readonly T[],
  wanted: Wanted,
): Resolved<T> {
  const { best, others, isExact } = fitting(range, versions, wanted);
  if (isExact) return { version: best, skipped: [] };
  const { found, skipped } = firstOldEnough(preferFiles([best, ...others]), wanted.age);
  if (found) return { version: found, skipped };
  const untils = skipped.flatMap(({ until }) => until ?? []);
  const nearest = skipped.slice(0, 3).map(({ version }) => version);
  const until = untils.length > 0 ? untils.reduce((one, other) => Math.min(one, other)) : undefined;
  throw failure(range, wanted)('tooYoung', nearest, until);
}

/** The candidates for a request, best first. */
interface Fitting<T> {
  readonly best: T;
  readonly others: readonly T[];
  /** Whether the request names exactly this version. */
  readonly isExact: boolean;
}

function fitting<T extends KnownVersion>(range: string, versions: readonly T[], wanted: Wanted): Fitting<T> {
  const published = versions.filter(({ draft }) => draft !== true);
  const fail = failure(range, wanted);
  const literal = literalIn(range, published);
  if (literal && range !== LATEST) return { best: literal, others: [], isExact: true };
  if (published.length === 0) throw fail('noVersions', []);
  const line = versionsOfTool(numberedOf(published), wanted);
  if (range !== LATEST) {
    if (!line) throw fail('severalSeries', newestOfEach(published));
    return allIn(range, highestFirst(line), fail);
  }
  if (!line && !literal) throw fail('severalSeries', newestOfEach(published));
  const finished = line ? finishedFirst(line) : [];
  const [best, ...others] = finished.length > 0 ? finished : literal ? [literal] : newestUnnumbered(published);
  if (!best) throw fail('onlyPrereleases', newestNames(published));
  return { best, others, isExact: false };
}

/** The meaning of `latest` among these; `undefined` if there is none, or if several tools are possible. */
export function latestOf<T extends KnownVersion>(versions: readonly T[], wanted: WantedTool): T | undefined {
  const published = versions.filter(({ draft }) => draft !== true);
  const line = versionsOfTool(numberedOf(published), wanted);
  return line && (preferFiles(finishedFirst(line))[0] ?? newestUnnumbered(published)[0]);
}

/** The finished versions, highest first. */
function finishedFirst<T extends KnownVersion>(line: readonly Numbered<T>[]): readonly T[] {
  return highestFirst(finishedOf(line)).map(({ known }) => known);
}

type Fail = (why: NoVersionReason, nearest: readonly string[], until?: number) => EngineError;

function failure(range: string, { tool, cutAt }: Wanted): Fail {
  return (why, nearest, until) => {
    const facts = {
      tool,
      range,
      why,
      nearest,
      ...(cutAt !== undefined && { cutAt }),
      ...(until !== undefined && { until }),
    };
    return new EngineError('noVersion', `no version of ${tool} is ${range} (${why})`, facts);
  };
}

const SHORT_RANGE = /^\d+(?:\.\d+)?$/;

/** The request for exactly one tag. */
export function exactly(tag: string): string {
  return tag === LATEST || SHORT_RANGE.test(tag) ? `=${tag}` : tag;
}

/**
 * The tags that a range names exactly. `3.6` means the newest 3.6, of which `3.6b` is one, even if there is a tag `3.6`;
 * `=3.6` means that tag.
 */
export function literalTags(range: string): readonly string[] {
  if (SHORT_RANGE.test(range)) return [];
  return range.startsWith('=') ? [range, range.slice(1)] : [range];
}

function literalIn<T extends KnownVersion>(range: string, published: readonly T[]): T | undefined {
  const tags = literalTags(range);
  return published.find(({ version }) => tags.includes(version));
}

function namesOne(range: string): boolean {
  return /^[=v\s]*\d+\.\d+\.\d+/.test(range) && !/[\s|]/.test(range.trim());
}

/**
 * Whether a version may be what was requested, as far as that shows without a list: it is not if the request names another
 * one, such as `1.4.2`. Pure.
 */
export function mayAnswer(range: string, version: string): boolean {
  if (!namesOne(range)) return true;
  if (literalTags(range).some((tag) => foldCase(tag) === foldCase(version))) return true;
  const wanted = readRange(range);
  // The mark of its publisher is not known.
  const tags = numberedOf([{ version }, { version, prerelease: true }]).map(({ tag }) => tag);
  return wanted !== undefined && tags.some((tag) => wanted.test(tag) || wanted.test({ ...tag, stage: undefined }));
}

/** Newest first. */
function newestUnnumbered<T extends KnownVersion>(published: readonly T[]): readonly T[] {
  return published
    .filter(({ prerelease, version }) => prerelease !== true && readTag(version) === undefined)
    .toSorted((one, other) => (other.createdAt ?? 0) - (one.createdAt ?? 0));
}

function allIn<T extends KnownVersion>(text: string, line: readonly Numbered<T>[], fail: Fail): Fitting<T> {
  const range = readRange(text);
  if (!range) throw fail('notRange', nearestTo(undefined, line));
  // `1.4.2` and `v1.4.2` name one version, as does `1.4.2-rc.1`, even if its publisher marks it as something else.
  const isExact = namesOne(text);
  const finished = new Set(finishedOf(line));
  const fits = line.filter((one) => range.test(finished.has(one) ? { ...one.tag, stage: undefined } : one.tag));
  const [best, ...others] = fits.filter(
    (one) => isExact || finished.has(one) || (one.known.prerelease !== true && one.tag.stage),
  );
  if (best) return { best: best.known, others: others.map(({ known }) => known), isExact };
  const isMarked = line.some(({ tag }) => tag.stage && range.test({ ...tag, stage: undefined }));
  throw fail(fits.length > 0 || isMarked ? 'onlyPrereleases' : 'outOfRange', nearestTo(range.lowest, line));
}

/** The three highest, the next above, and the next below; highest first. */
function nearestTo(wanted: Tag | undefined, line: readonly Numbered[]): readonly string[] {
  const above = wanted && line.findLast(({ tag }) => compareTags(tag, wanted) >= 0);
  const below = wanted && line.find(({ tag }) => compareTags(tag, wanted) < 0);
  const near = [...line.slice(0, 3), above, below];
  return [...new Set(near.flatMap((one) => one?.known.version ?? []))];
}

function newestNames(versions: readonly KnownVersion[]): readonly string[] {
  return versions.slice(0, 3).map(({ version }) => version);
}

/** One version of each tool, to show what there is to choose from. */
function newestOfEach(versions: readonly KnownVersion[]): readonly string[] {
  const bySeries = Map.groupBy(numberedOf(versions), ({ tag }) => tag.series);
  return [...bySeries.values()].flatMap((line) => highestFirst(line)[0]?.known.version ?? []).slice(0, 10);
}
