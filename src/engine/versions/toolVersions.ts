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

type Versions<T extends KnownVersion> = readonly Numbered<T>[];

/**
 * The versions of one tool, from a list that may contain several tools; `undefined` if it is unclear which are meant. Tags
 * without a name belong to the repository's own program. If its tags gained or lost their name over time, both kinds count.
 */
export function versionsOfTool<T extends KnownVersion>(
  all: Versions<T>,
  { tool, names = [] }: WantedTool,
): Versions<T> | undefined {
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

/** The versions of the tool that a version belongs to. */
export function versionsAround<T extends KnownVersion>(
  all: Versions<T>,
  current: Numbered,
  wanted: WantedTool,
): Versions<T> {
  const { series } = current.tag;
  const own = all.filter(({ tag }) => tag.series === series);
  const main = versionsOfTool(all, wanted) ?? [];
  if (main.some(({ tag }) => tag.series === series)) return main;
  const isMain = series === '' || MAIN_PROGRAM.has(wordsOf(series));
  return isMain && isSuccession(own.length > 0 ? own : [current], main) ? [...own, ...main] : own;
}

function named<T extends KnownVersion>(bySeries: ReadonlyMap<string, Versions<T>>, name: string): Versions<T> {
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
function isSuccession<T extends KnownVersion>(one: Versions<KnownVersion>, other: Versions<T>): boolean {
  const [first, second] = [one, other].map((versions) => versions.toSorted(compareTimes));
  const [oldest, newest] = [first?.[0], first?.at(-1)];
  const [otherOldest, otherNewest] = [second?.[0], second?.at(-1)];
  if (!oldest || !newest || !otherOldest || !otherNewest) return false;
  return compareTimes(newest, otherOldest) < 0 || compareTimes(otherNewest, oldest) < 0;
}

/** Bare tags, and the only series that replaced them. */
function withSuccessor<T extends KnownVersion>(
  bare: Versions<T>,
  bySeries: ReadonlyMap<string, Versions<T>>,
): Versions<T> {
  const others = [...bySeries].filter(([series]) => series !== '').map(([, versions]) => versions);
  const [only, ...more] = others.filter((versions) => finishedOf(versions).length > 0);
  if (!only || more.length > 0 || !isSuccession(bare, only)) return bare;
  const isLater = only.every((one) => bare.every((other) => compareTimes(one, other) > 0));
  return isLater ? [...bare, ...only] : bare;
}

function onlyOne<T extends KnownVersion>(bySeries: ReadonlyMap<string, Versions<T>>): Versions<T> | undefined {
  const tools = [...bySeries.values()];
  const all = tools.reduce((sum, { length }) => sum + length, 0);
  if (tools.length <= 1) return tools[0] ?? [];
  const withFinished = tools.filter((versions) => finishedOf(versions).length > 0);
  if (withFinished.length === 1) return withFinished[0];
  return tools.find(
    (versions) => versions.length >= RELEASES && versions.length >= SHARE * all && isAloneBy(versions, tools),
  );
}

/** The share of the list a tool needs, and how long it must have been the only one, so that stray old tags do not count. */
const SHARE = 0.9;
const RELEASES = 10;

function isAloneBy<T extends KnownVersion>(versions: Versions<T>, all: readonly Versions<T>[]): boolean {
  const others = all.filter((one) => one !== versions).flat();
  const [since] = versions.toSorted(compareTimes).slice(-RELEASES);
  return since !== undefined && others.every((other) => compareTimes(other, since) < 0);
}
