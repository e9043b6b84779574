import type { FitReason } from '../fitReason.ts';
import { createMatcher } from '../match/matchAssets.ts';
import type { Match } from '../match/matchAssets.ts';
import { shortSourceName } from '../model.ts';
import type { Version } from '../model.ts';
import { fitsGlob } from './glob.ts';
import { PLATFORMS, PLATFORM_KEYS, machineOf } from './platforms.ts';
import type { Platform, PlatformKey } from './platforms.ts';
import type { LockedTool, ToolSpec } from './projectModel.ts';
import { mapInSlices } from '../slices.ts';
import { fillVersion, openVersion } from '../versions/versionInName.ts';

/**
 * A note about a lock for the user. `assumed`: locked, although the name leaves something open. All others were left out,
 * because only a person can decide; a pattern in the workspace file does so.
 */
export interface LockNote {
  readonly platform: PlatformKey;
  readonly why: 'severalTools' | 'unsure' | 'onlyInstallers' | 'sameName' | 'noFit' | 'assumed';
  /** The files in question. */
  readonly assets: readonly string[];
  /** For `assumed`. */
  readonly assumption?: FitReason | undefined;
}

interface Picks {
  /** The name of a file for each platform that the version supports. */
  readonly platforms: ReadonlyMap<PlatformKey, string>;
  readonly notes: readonly LockNote[];
}

interface Pick {
  readonly platform: PlatformKey;
  readonly asset?: string;
  readonly notes: readonly LockNote[];
}

/**
 * Decides which files of a version a lock includes: those that match the pattern, else those that the matcher picks for each
 * platform. If the matcher would ask, the file named like the one locked in `before` is the answer.
 */
export async function pickAssets(
  name: string,
  spec: ToolSpec,
  version: Version,
  before: LockedTool | undefined,
): Promise<Picks> {
  const names = version.assets.map((asset) => asset.name);
  const all =
    typeof spec.asset === 'object'
      ? byPatterns(spec.asset, names, version)
      : await byMatch(name, spec, version, before);
  const picks = all.filter(({ platform }) => isWanted(platform, spec));
  const checked = picks.map((pick) => refuseTwins(pick, names));
  const platforms = checked.flatMap(({ platform, asset }) => (asset === undefined ? [] : [[platform, asset] as const]));
  return { platforms: new Map(collapse(platforms)), notes: checked.flatMap(({ notes }) => notes) };
}

/** One file for every platform is locked once. */
function collapse(picks: readonly (readonly [PlatformKey, string])[]): readonly (readonly [PlatformKey, string])[] {
  const [first] = picks;
  const isForAll = PLATFORMS.every((platform) =>
    picks.some(([key, asset]) => key === platform && asset === first?.[1]),
  );
  return first && isForAll ? [['any', first[1]]] : picks;
}

/** Locks and patterns identify files by name only, so names that repeat within a release do not count. */
function refuseTwins(pick: Pick, names: readonly string[]): Pick {
  const { platform, asset } = pick;
  if (asset === undefined || names.filter((name) => name === asset).length === 1) return pick;
  return { platform, notes: [{ platform, why: 'sameName', assets: [asset] }] };
}

function byPatterns(
  patterns: Readonly<Partial<Record<PlatformKey, string>>>,
  names: readonly string[],
  version: Version,
): readonly Pick[] {
  return PLATFORM_KEYS.flatMap((platform) => {
    const pattern = patterns[platform];
    if (pattern === undefined) return [];
    const fitting = [...new Set(names.filter((name) => fits(name, pattern, version)))];
    const [asset] = fitting;
    if (fitting.length === 1 && asset !== undefined) return [{ platform, asset, notes: [] }];
    const why = fitting.length === 0 ? 'noFit' : 'severalTools';
    return [{ platform, notes: [{ platform, why, assets: fitting }] }];
  });
}

function fits(name: string, pattern: string, { version }: Version): boolean {
  return fillVersion(pattern, version).some((glob) => fitsGlob(name, glob));
}

/** A file for any platform also covers the wanted ones. */
export function isWanted(
  platform: PlatformKey,
  { platforms }: { readonly platforms?: readonly string[] | undefined },
): boolean {
  return !platforms || platform === 'any' || platforms.includes(platform);
}

async function byMatch(
  name: string,
  spec: ToolSpec,
  version: Version,
  before: LockedTool | undefined,
): Promise<readonly Pick[]> {
  const { source, asset: pattern } = spec;
  const repo = shortSourceName(source);
  const all = version.assets.map((asset) => asset.name);
  const names = typeof pattern === 'string' ? all.filter((one) => fits(one, pattern, version)) : all;
  const matchAll = async (tool: string | undefined): Promise<readonly (readonly [Platform, Match])[]> => {
    const match = await createMatcher(names, { version: version.version, repo, tool });
    return mapInSlices(PLATFORMS, (platform) => [platform, match(machineOf(platform))] as const);
  };
  const tool = spec.executables?.[0] ?? name;
  const asked = tool.toLowerCase() === repo.toLowerCase() ? undefined : await matchAll(tool);
  // The name in a workspace file may be the user's own. All platforms use the same rule, so that they get the same tool.
  const isFound = asked?.some(([, match]) => match.kind === 'pick');
  const matches = asked && isFound ? asked : await matchAll(undefined);
  return matches.map(([platform, match]) => earlierPick(platform, match, version, before) ?? toPick(platform, match));
}

function earlierPick(
  platform: Platform,
  match: Match,
  { version }: Version,
  before: LockedTool | undefined,
): Pick | undefined {
  const locked = before?.platforms.get(platform);
  if (match.kind !== 'ask' || !before || locked === undefined) return undefined;
  const pattern = openVersion(locked, before.version);
  const [same, ...more] = match.candidates.filter(({ name }) => openVersion(name, version) === pattern);
  return same && more.length === 0 ? { platform, asset: same.name, notes: [] } : undefined;
}

function toPick(platform: Platform, match: Match): Pick {
  switch (match.kind) {
    case 'pick': {
      const { name, assumptions } = match.pick;
      const notes = assumptions.map(
        (assumption) => ({ platform, why: 'assumed', assets: [name], assumption }) as const,
      );
      return { platform, asset: name, notes };
    }
    case 'ask': {
      const { why, candidates } = match;
      return { platform, notes: [{ platform, why, assets: candidates.map(({ name }) => name) }] };
    }
    case 'none':
      return { platform, notes: [] };
  }
}
