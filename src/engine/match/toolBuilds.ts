import type { AssetName } from './assetName.ts';
import { compareNumbers } from '../versions/compareTags.ts';
import { isNeutral } from './kinds.ts';
import { tokenise } from './tokenise.ts';

/** The builds of one tool, or of one variant of it, in a release. */
interface ToolBuilds {
  /** The words their names share apart from platforms, without generic words. */
  readonly words: readonly string[];
  readonly assets: readonly AssetName[];
}

/** What a release offers for a wanted name. */
interface Sorted {
  /** Builds of the wanted tool. */
  readonly wanted: readonly AssetName[];
  /** Other tools equally close to the requested name, so that only the user can choose. Empty if `wanted` stands out. */
  readonly rivals: readonly AssetName[];
  /**
   * Variants of the wanted tool, one list each, for a platform without a plain build: `saw-cuda` and `saw-vulkan` for
   * Windows next to `saw` for Linux. None of them is nearer than another.
   */
  readonly variants: readonly (readonly AssetName[])[];
  /** All others: other tools and variants. */
  readonly others: readonly AssetName[];
}

/** The wanted name and that of the repository, as words. */
interface Asked {
  /** The wanted name as one word. */
  readonly compact: string;
  readonly tool: ReadonlySet<string>;
  readonly repo: ReadonlySet<string>;
}

/** How far a group is from the name: first the words of the name it lacks, then its extra words. */
type Distance = readonly [missing: number, extra: number];

interface Measured extends ToolBuilds {
  readonly distance: Distance;
  /** Operating system and architecture of each build. */
  readonly cells: ReadonlySet<string>;
}

/**
 * Sorts builds by tool. A group that shares a platform with the nearest one is another tool or variant (`hugo_extended`
 * next to `hugo`). If they share none, it is only that platform's name for the same tool.
 */
export function sortBuilds(
  assets: readonly AssetName[],
  { tool, repo }: { readonly tool?: string | undefined; readonly repo: string },
): Sorted {
  const name = tokenise(tool ?? repo);
  const asked: Asked = { compact: name.join(''), tool: new Set(name), repo: new Set(tokenise(repo)) };
  const measured = groupByWords(assets, asked).map((group) => measure(group, asked));
  measured.sort((one, other) => compareNumbers(one.distance, other.distance));
  const [nearest] = measured;
  if (!nearest) return { wanted: [], rivals: [], variants: [], others: [] };
  // No name is similar.
  const isStrange = tool !== undefined && nearest.distance[0] >= asked.tool.size;
  const isEqual = ({ distance }: Measured): boolean => compareNumbers(distance, nearest.distance) === 0;
  // A tool that was asked for by name is not replaced by one of another name.
  const hasName = (group: Measured): boolean =>
    group.distance[0] === nearest.distance[0] || (tool === undefined && isSpelling(group, nearest));
  const { added, left } = fillUp(measured.filter(isEqual));
  const found = { wanted: added, rivals: left, variants: [] as Measured[], others: [] as Measured[] };
  const cells = new Set(added.flatMap((group) => [...group.cells]));
  for (const tier of tiersOf(measured.filter((group) => !isEqual(group)))) {
    const isFresh = (group: Measured): boolean => hasName(group) && !meets(group, cells);
    const [fresh, rest] = [tier.filter(isFresh), tier.filter((group) => !isFresh(group))];
    const served = countCells(fresh);
    for (const group of fresh) {
      const isAlone = [...group.cells].every((cell) => served.get(cell) === 1);
      (isAlone ? found.wanted : found.variants).push(group);
    }
    for (const group of rest) (isStrange ? found.rivals : found.others).push(group);
    for (const cell of served.keys()) cells.add(cell);
  }
  return {
    wanted: assetsOf(found.wanted),
    rivals: assetsOf(found.rivals),
    variants: found.variants.map(({ assets: all }) => all),
    others: assetsOf(found.others),
  };
}

/**
 * Whether a group without the tool's name may be that tool's on further platforms. If either leaves the system out, it may
 * be for the same ones, so it is another tool.
 */
function isSpelling({ assets }: Measured, nearest: Measured): boolean {
  return [...assets, ...nearest.assets].every(({ os }) => os !== undefined);
}

/** Accepts groups with platforms of their own, and leaves those that share one with an accepted group. */
function fillUp(groups: readonly Measured[]): { readonly added: Measured[]; readonly left: Measured[] } {
  const cells = new Set<string>();
  const [added, left]: [Measured[], Measured[]] = [[], []];
  for (const group of groups) {
    if (meets(group, cells)) left.push(group);
    else {
      added.push(group);
      for (const cell of group.cells) cells.add(cell);
    }
  }
  return { added, left };
}

/** How many of them serve each platform. */
function countCells(groups: readonly Measured[]): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const { cells } of groups) for (const cell of cells) counts.set(cell, (counts.get(cell) ?? 0) + 1);
  return counts;
}

function meets({ cells }: Measured, others: ReadonlySet<string>): boolean {
  return [...cells].some((cell) => others.has(cell));
}

/** The groups by their distance, nearest first. */
function tiersOf(groups: readonly Measured[]): readonly (readonly Measured[])[] {
  return [...Map.groupBy(groups, ({ distance }) => distance.join()).values()];
}

function assetsOf(groups: readonly Measured[]): readonly AssetName[] {
  return groups.flatMap(({ assets }) => assets);
}

function groupByWords(assets: readonly AssetName[], { tool }: Asked): readonly ToolBuilds[] {
  const groups = new Map<string, { words: readonly string[]; assets: AssetName[] }>();
  for (const asset of assets) {
    const words = asset.words.filter((word, index) => index === 0 || !isNeutral(word) || tool.has(word));
    const key = words.join(' ');
    const group = groups.get(key) ?? { words, assets: [] };
    group.assets.push(asset);
    groups.set(key, group);
  }
  return [...groups.values()];
}

function measure(group: ToolBuilds, asked: Asked): Measured {
  const cells = new Set(
    group.assets.flatMap(({ os, archs }) => (archs.length > 0 ? archs : ['-']).map((arch) => `${os ?? '-'} ${arch}`)),
  );
  return { ...group, cells, distance: distanceTo(group, asked) };
}

function distanceTo({ words, assets }: ToolBuilds, { compact, tool, repo }: Asked): Distance {
  // A script's extension is part of its name.
  const script = assets[0]?.kind === 'script' ? [assets[0].format] : [];
  if (words.join('') === compact || [...words, ...script].join('') === compact) return [0, 0];
  const present = new Set([...words, ...script]);
  const missing = [...tool].filter((word) => !present.has(word)).length;
  const extra = words.filter((word) => !tool.has(word) && !repo.has(word)).length;
  return [missing, extra];
}
