import { EngineError } from '../errors.ts';
import type { NoVersionReason } from '../errors.ts';
import { compareTags } from './compareTags.ts';
import { finishedOf, highestFirst, numberedOf } from './knownVersion.ts';
import type { KnownVersion, Numbered } from './knownVersion.ts';
import { lineOf } from './lines.ts';
import type { WantedTool } from './lines.ts';
import { readRange } from './range.ts';
import { readTag } from './readTag.ts';
import type { Tag } from './readTag.ts';

export const LATEST = 'latest';

/**
 * The version that is asked for: the one with exactly that tag, else the highest in the range. `latest` is the highest that is
 * finished, not the newest by date, as an older line may get a patch later, nor a tag called so, which moves; where no tag has
 * a number, it is that tag, or the newest.
 * Drafts are never taken, and pre-releases, by their tag or by their publisher's mark, only by a request that names one.
 *
 * `cutAt`: the list goes on after these, which is said in the error.
 *
 * @throws EngineError `noVersion`, with the reason and what is near
 */
export function resolveVersion<T extends KnownVersion>(
  range: string,
  versions: readonly T[],
  wanted: WantedTool & { readonly cutAt?: number },
): T {
  const published = versions.filter(({ draft }) => draft !== true);
  const fail: Fail = (why, nearest) => {
    const { tool, cutAt } = wanted;
    const cut = cutAt === undefined ? {} : { cutAt };
    const message = `no version of ${tool} is ${range} (${why})`;
    return new EngineError('noVersion', message, { tool, range, why, nearest, ...cut });
  };
  const literal = literalIn(range, published);
  if (literal && range !== LATEST) return literal;
  if (published.length === 0) throw fail('noVersions', []);
  const line = lineOf(numberedOf(published), wanted);
  if (range === LATEST && literal) return (line && highestFinished(line)) ?? literal;
  if (!line) throw fail('severalSeries', newestOfEach(published));
  return range === LATEST ? latest(published, line, fail) : highestIn(range, highestFirst(line), fail);
}

/** What `latest` means among these; `undefined` where there is none, and where several tools could be meant. */
export function latestOf<T extends KnownVersion>(versions: readonly T[], wanted: WantedTool): T | undefined {
  const published = versions.filter(({ draft }) => draft !== true);
  const line = lineOf(numberedOf(published), wanted);
  return line && (highestFinished(line) ?? newestUnnumbered(published));
}

function highestFinished<T extends KnownVersion>(line: readonly Numbered<T>[]): T | undefined {
  return highestFirst(finishedOf(line))[0]?.known;
}

type Fail = (why: NoVersionReason, nearest: readonly string[]) => EngineError;

const SHORT_RANGE = /^\d+(?:\.\d+)?$/;

/** How to ask for a tag and no other. */
export function exactly(tag: string): string {
  return tag === LATEST || SHORT_RANGE.test(tag) ? `=${tag}` : tag;
}

/**
 * The tags that a range names by themselves. `3.6` asks for the newest 3.6, of which `3.6b` is one, even where a tag is
 * called so; `=3.6` asks for that tag.
 */
export function literalTags(range: string): readonly string[] {
  if (SHORT_RANGE.test(range)) return [];
  return range.startsWith('=') ? [range, range.slice(1)] : [range];
}

function literalIn<T extends KnownVersion>(range: string, published: readonly T[]): T | undefined {
  const tags = literalTags(range);
  return published.find(({ version }) => tags.includes(version));
}

function latest<T extends KnownVersion>(published: readonly T[], line: readonly Numbered<T>[], fail: Fail): T {
  const found = highestFinished(line) ?? newestUnnumbered(published);
  if (found) return found;
  throw fail('onlyPrereleases', newestNames(published));
}

function newestUnnumbered<T extends KnownVersion>(published: readonly T[]): T | undefined {
  const [newest] = published
    .filter(({ prerelease, version }) => prerelease !== true && readTag(version) === undefined)
    .toSorted((one, other) => (other.createdAt ?? 0) - (one.createdAt ?? 0));
  return newest;
}

function highestIn<T extends KnownVersion>(text: string, line: readonly Numbered<T>[], fail: Fail): T {
  const range = readRange(text);
  if (!range) throw fail('notRange', nearestTo(undefined, line));
  // `1.4.2` and `v1.4.2` name one version, as does `1.4.2-rc.1`: that asks for it, whatever its publisher calls it.
  const exact = /^[=v\s]*\d+\.\d+\.\d+/.test(text) && !/[\s|]/.test(text.trim());
  const finished = new Set(finishedOf(line));
  const fits = line.filter((one) => range.test(finished.has(one) ? { ...one.tag, stage: undefined } : one.tag));
  const found = fits.find((one) => exact || finished.has(one) || (one.known.prerelease !== true && one.tag.stage));
  if (found) return found.known;
  const isMarked = line.some(({ tag }) => tag.stage && range.test({ ...tag, stage: undefined }));
  throw fail(fits.length > 0 || isMarked ? 'onlyPrereleases' : 'outOfRange', nearestTo(range.lowest, line));
}

/** The highest of all, the next above, and the next below. */
function nearestTo(wanted: Tag | undefined, line: readonly Numbered[]): readonly string[] {
  const above = wanted && line.findLast(({ tag }) => compareTags(tag, wanted) >= 0);
  const below = wanted && line.find(({ tag }) => compareTags(tag, wanted) < 0);
  const near = wanted ? [line[0], above, below] : line.slice(0, 3);
  return [...new Set(near.flatMap((one) => one?.known.version ?? []))];
}

function newestNames(versions: readonly KnownVersion[]): readonly string[] {
  return versions.slice(0, 3).map(({ version }) => version);
}

/** One of each tool, so that people see what there is to choose from. */
function newestOfEach(versions: readonly KnownVersion[]): readonly string[] {
  const bySeries = Map.groupBy(numberedOf(versions), ({ tag }) => tag.series);
  return [...bySeries.values()].flatMap((line) => highestFirst(line)[0]?.known.version ?? []).slice(0, 10);
}
