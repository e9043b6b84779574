import { Range, compareBuild, minVersion, validRange } from 'semver';
import type { SemVer } from 'semver';
import { EngineError } from '../errors.ts';
import type { NoVersionReason } from '../errors.ts';
import { readTag } from './tags.ts';
import type { ReadTag } from './tags.ts';

/** What is known of a version before its files are. */
export interface KnownVersion {
  /** The tag, or the package version. */
  readonly version: string;
  readonly prerelease?: boolean;
  readonly draft?: boolean;
  /** Milliseconds since the epoch. */
  readonly createdAt?: number | undefined;
}

export interface ResolveOptions {
  /** For the error, and as the name of a series: `tool/v1.2.3` is one of `tool`. */
  readonly tool: string;
  /** Further names that tags may begin with, such as the repository's. */
  readonly names?: readonly string[];
}

export const LATEST = 'latest';

/**
 * The version that is asked for: the one that is called exactly so, else the highest one in the range. `latest` is the
 * highest that is no pre-release; where no tag holds a version, the newest. Drafts are never taken, and pre-releases, by
 * their tag or by their publisher's word, only by a request that names one.
 *
 * @throws EngineError `noVersion`, which says why and what is near
 */
export function resolveVersion<T extends KnownVersion>(
  range: string,
  versions: readonly T[],
  options: ResolveOptions,
): T {
  const published = versions.filter(({ draft }) => draft !== true);
  const fail = (why: NoVersionReason, nearest: readonly string[]): EngineError =>
    new EngineError('noVersion', `no version of ${options.tool} is ${range} (${why})`, {
      tool: options.tool,
      range,
      why,
      nearest,
    });
  const literal = published.find(({ version }) => version === range);
  if (literal) return literal;
  if (published.length === 0) throw fail('noVersions', []);
  const series = oneSeries(published, options);
  if (!series) throw fail('severalSeries', newestNames(published));
  return range === LATEST ? latest(published, series, fail) : highestIn(range, series, fail);
}

interface Numbered<T> {
  readonly known: T;
  readonly tag: ReadTag;
}

type Fail = (why: NoVersionReason, nearest: readonly string[]) => EngineError;

/**
 * The versions with numbers, highest first. Where tags are of several tools, those that name none or this one; nothing
 * where that does not tell.
 */
function oneSeries<T extends KnownVersion>(
  published: readonly T[],
  { tool, names = [] }: ResolveOptions,
): readonly Numbered<T>[] | undefined {
  const all = published.flatMap((known) => {
    const tag = readTag(known.version);
    return tag ? [{ known, tag }] : [];
  });
  const own = new Set(['', tool, ...names].map((name) => name.toLowerCase()));
  const found = all.filter(({ tag: { series } }) => own.has(series));
  const others = new Set(all.map(({ tag: { series } }) => series));
  if (found.length === 0 && others.size > 1) return undefined;
  return (found.length > 0 ? found : all).toSorted((one, other) => compareBuild(other.tag.version, one.tag.version));
}

function latest<T extends KnownVersion>(published: readonly T[], series: readonly Numbered<T>[], fail: Fail): T {
  const highest = series.find((one) => !isPrerelease(one));
  if (highest) return highest.known;
  const newest = published
    .filter(({ prerelease, version }) => prerelease !== true && readTag(version) === undefined)
    .toSorted((one, other) => (other.createdAt ?? 0) - (one.createdAt ?? 0));
  if (newest[0]) return newest[0];
  throw fail('onlyPrereleases', newestNames(published));
}

function highestIn<T extends KnownVersion>(text: string, series: readonly Numbered<T>[], fail: Fail): T {
  const range = validRange(text) === null ? undefined : new Range(text);
  if (!range) throw fail('notRange', nearestTo(undefined, series));
  // `1.4.2` and `v1.4.2` name one version, as does `1.4.2-rc.1`: that is asking for it, whatever its publisher calls it.
  const exact = /^[=v\s]*\d+\.\d+\.\d+/.test(text) && !/[\s|]/.test(text.trim());
  const fits = series.filter(({ tag }) => range.test(tag.version));
  const found = fits.find((one) => exact || one.known.prerelease !== true);
  if (found) return found.known;
  throw fail(fits.length > 0 ? 'onlyPrereleases' : 'outOfRange', nearestTo(minVersion(range) ?? undefined, series));
}

function isPrerelease({ known, tag }: Numbered<KnownVersion>): boolean {
  return known.prerelease === true || tag.version.prerelease.length > 0;
}

/** The next above, the next below, and the highest of all. */
function nearestTo(wanted: SemVer | undefined, series: readonly Numbered<KnownVersion>[]): readonly string[] {
  const above = wanted && series.findLast(({ tag }) => tag.version.compare(wanted) >= 0);
  const below = wanted && series.find(({ tag }) => tag.version.compare(wanted) < 0);
  const near = wanted ? [series[0], above, below] : series.slice(0, 3);
  return [...new Set(near.flatMap((one) => one?.known.version ?? []))];
}

function newestNames(versions: readonly KnownVersion[]): readonly string[] {
  return versions.slice(0, 3).map(({ version }) => version);
}
