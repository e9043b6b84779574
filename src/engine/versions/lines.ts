import { compareTimes, finishedOf } from './knownVersion.ts';
import type { KnownVersion, Numbered } from './knownVersion.ts';
import { MAIN_PROGRAM } from './tagWords.ts';

/** The tool whose versions are wanted. */
export interface WantedTool {
  /** Its name, and the series of its tags, as in `saw/v1.2.3`. */
  readonly tool: string;
  /** Other possible prefixes of its tags, such as the name of the repository. */
  readonly names?: readonly string[];
}

type Line<T extends KnownVersion> = readonly Numbered<T>[];

/**
 * The versions of one tool, from a list that may contain several tools; `undefined` if it is unclear which are meant. Tags
 * without a name belong to the repository's own program. If its tags gained or lost their name over time, both kinds count.
 */
export function lineOf<T extends KnownVersion>(all: Line<T>, { tool, names = [] }: WantedTool): Line<T> | undefined {
  const bySeries = Map.groupBy(all, ({ tag }) => tag.series);
  const bare = bySeries.get('') ?? [];
  const ofTool = named(bySeries, tool);
  const isMain = names.length === 0 || names.some((name) => wordsOf(name) === wordsOf(tool));
  if (ofTool.length > 0 && !isMain) return ofTool;
  const ofName =
    ofTool.length > 0 ? ofTool : names.map((name) => named(bySeries, name)).find(({ length }) => length > 0);
  if (ofName && bare.length > 0) return isSuccession(bare, ofName) ? [...bare, ...ofName] : bare;
  return ofName ?? (bare.length > 0 ? withSuccessor(bare, bySeries) : onlyOne(bySeries));
}

/** The line that a version belongs to. */
export function lineAround<T extends KnownVersion>(all: Line<T>, current: Numbered, wanted: WantedTool): Line<T> {
  const { series } = current.tag;
  const own = all.filter(({ tag }) => tag.series === series);
  const main = lineOf(all, wanted) ?? [];
  if (main.some(({ tag }) => tag.series === series)) return main;
  const isMain = series === '' || MAIN_PROGRAM.has(wordsOf(series));
  return isMain && isSuccession(own.length > 0 ? own : [current], main) ? [...own, ...main] : own;
}

function named<T extends KnownVersion>(bySeries: ReadonlyMap<string, Line<T>>, name: string): Line<T> {
  const exact = bySeries.get(name.toLowerCase());
  if (exact) return exact;
  const found = [...bySeries].filter(([series]) => series !== '' && wordsOf(series) === wordsOf(name));
  return found.length === 1 ? (found[0]?.[1] ?? []) : [];
}

/** Without the scope and without separators between words. */
function wordsOf(name: string): string {
  return name
    .toLowerCase()
    .replace(/^@[^/]*\//, '')
    .replace(/[^a-z\d+]/g, '');
}

/** Whether the versions of one begin after those of the other have ended. */
function isSuccession<T extends KnownVersion>(one: Line<KnownVersion>, other: Line<T>): boolean {
  const [first, second] = [one, other].map((line) => line.toSorted(compareTimes));
  const [oldest, newest] = [first?.[0], first?.at(-1)];
  const [otherOldest, otherNewest] = [second?.[0], second?.at(-1)];
  if (!oldest || !newest || !otherOldest || !otherNewest) return false;
  return compareTimes(newest, otherOldest) < 0 || compareTimes(otherNewest, oldest) < 0;
}

/** Bare tags, and the only series that replaced them. */
function withSuccessor<T extends KnownVersion>(bare: Line<T>, bySeries: ReadonlyMap<string, Line<T>>): Line<T> {
  const others = [...bySeries].filter(([series]) => series !== '').map(([, line]) => line);
  const [only, ...more] = others.filter((line) => finishedOf(line).length > 0);
  if (!only || more.length > 0 || !isSuccession(bare, only)) return bare;
  const isLater = only.every((one) => bare.every((other) => compareTimes(one, other) > 0));
  return isLater ? [...bare, ...only] : bare;
}

function onlyOne<T extends KnownVersion>(bySeries: ReadonlyMap<string, Line<T>>): Line<T> | undefined {
  const lines = [...bySeries.values()];
  const all = lines.reduce((sum, { length }) => sum + length, 0);
  if (lines.length <= 1) return lines[0] ?? [];
  const withFinished = lines.filter((line) => finishedOf(line).length > 0);
  if (withFinished.length === 1) return withFinished[0];
  return lines.find((line) => line.length >= RELEASES && line.length >= SHARE * all && isAloneBy(line, lines));
}

/**
 * How much of a list its tool must account for, and for how long it must have been the only one, so that odd old tags do not
 * count.
 */
const SHARE = 0.9;
const RELEASES = 10;

function isAloneBy<T extends KnownVersion>(line: Line<T>, all: readonly Line<T>[]): boolean {
  const others = all.filter((one) => one !== line).flat();
  const [since] = line.toSorted(compareTimes).slice(-RELEASES);
  return since !== undefined && others.every((other) => compareTimes(other, since) < 0);
}
