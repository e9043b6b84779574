import type { AssetName } from './assetName.ts';
import { sortBuilds } from './toolBuilds.ts';
import { isInstallable } from './formats.ts';
import { canBeTool } from './kinds.ts';
import type { Machine } from '../machine/platform.ts';
import { judgeAll, ranked, rankRunning } from './ranking.ts';
import type { Ranked, Ranking } from './ranking.ts';
import { namesNothing, readRelease, readReleaseInSlices } from './release.ts';
import { tokenise } from './tokenise.ts';

/** What to look for among the assets. */
export interface MatchOptions {
  /** The tag of the release, or the version of the package. */
  readonly version: string;
  /** The name of the repository or package. */
  readonly repo: string;
  /** The wanted tool, if a release holds several. @default the one named like the repository */
  readonly tool?: string | undefined;
  /** `vsix`: an editor extension. @default a tool */
  readonly what?: 'tool' | 'vsix' | undefined;
}

/** Which asset of a release is for a machine. */
export type Match =
  | {
      readonly kind: 'pick';
      readonly pick: Ranked;
      /** What runs, `pick` first. */ readonly ranking: readonly Ranked[];
    }
  /**
   * Only a person can choose. `severalTools`: equally close to the requested name, or not an exact match. `unsure`: the
   * names do not say whether it runs here. `onlyInstallers`: only for the system's own installer or package manager, or in
   * an archive that we do not unpack.
   */
  | {
      readonly kind: 'ask';
      readonly why: 'severalTools' | 'unsure' | 'onlyInstallers';
      readonly candidates: readonly Ranked[];
    }
  /** No build is for this machine; `others` lists what there is. */
  | { readonly kind: 'none'; readonly others: readonly Ranked[] };

/**
 * Ranks the names of one release for a machine. It uses names only; a file's header is checked after the download. Never
 * picks a build for another system, or for an architecture that the machine does not run.
 */
export function matchAssets(
  names: readonly string[],
  { machine, ...options }: MatchOptions & { readonly machine: Machine },
): Match {
  return matcherFor(readRelease(names, options), options)(machine);
}

/** The same for a release of thousands of files, yielding to other work in between. */
export async function matchInSlices(
  names: readonly string[],
  { machine, ...options }: MatchOptions & { readonly machine: Machine },
): Promise<Match> {
  return (await createMatcher(names, options))(machine);
}

/** Reads the names once for any number of machines, in slices. */
export async function createMatcher(
  names: readonly string[],
  options: MatchOptions,
): Promise<(machine: Machine) => Match> {
  return matcherFor(await readReleaseInSlices(names, options), options);
}

function matcherFor(all: readonly AssetName[], options: MatchOptions): (machine: Machine) => Match {
  if (options.what === 'vsix') return matcherOf(all.filter(isVsix), options);
  const matchTools = matcherOf(builds(all, options), options);
  const images = all.filter(({ kind }) => kind === 'appImage');
  const matchImages = matcherOf(images, options);
  return (machine) => {
    const match = matchTools(machine);
    if (match.kind === 'pick' || (match.kind === 'ask' && match.why === 'severalTools')) return match;
    const image = matchImages(machine);
    if (image.kind === 'pick') return image;
    const installers = match.kind === 'none' ? installersFor(all, machine) : [];
    return installers.length > 0 ? { kind: 'ask', why: 'onlyInstallers', candidates: installers } : match;
  };
}

/** Web builds of an extension never run in an extension host. */
function isVsix({ kind, words }: AssetName): boolean {
  return kind === 'vsix' && !words.includes('web');
}

/**
 * Files that can be the tool. Next to builds for platforms, an archive without one is usually the source, unless the wanted
 * tool is named like none of the builds.
 */
function builds(all: readonly AssetName[], { tool }: MatchOptions): readonly AssetName[] {
  const tools = all.filter(({ kind, format }) => canBeTool(kind) && isInstallable(format));
  const labelled = tools.filter((asset) => asset.kind !== 'archive' || !namesNothing(asset));
  if (!labelled.some(({ os }) => os !== undefined)) return tools;
  const wanted = new Set(tool === undefined ? [] : tokenise(tool));
  const isFound = labelled.some(({ words }) => words.some((word) => wanted.has(word)));
  return wanted.size === 0 || isFound ? labelled : tools;
}

/** The builds for a machine. Which of them are builds of the same tool does not depend on the machine. */
function matcherOf(assets: readonly AssetName[], options: MatchOptions): (machine: Machine) => Match {
  const { wanted, rivals, variants, others } = sortBuilds(assets, options);
  const isAnyNamed = !assets.every(namesNothing);
  // If no tool was named, another one of the release may be wanted.
  const meant = options.tool === undefined ? [...rivals, ...others] : rivals;
  return (machine) => {
    const rank = (some: readonly AssetName[]): Ranking => rankRunning(judgeAll(some, machine, isAnyNamed));
    const runningOf = (some: readonly AssetName[]): readonly Ranked[] => rank(some).all;
    const judged = judgeAll(wanted, machine, isAnyNamed);
    const ranking = rankRunning(judged);
    // Rivals count even if they do not run here, because the wanted tool is unclear all the same.
    if (ranking.all.length > 0 && rivals.length > 0) return ask([...ranking.all, ...runningOf(rivals)]);
    if (ranking.all.length > 0) return pickOf(ranking, []);
    const [variant, ...more] = variants.map(rank).filter(({ all }) => all.length > 0);
    if (variant)
      return pickOf(
        variant,
        more.flatMap(({ all }) => all),
      );
    const unsure = judged.filter(({ fit: { runs } }) => runs !== false);
    if (unsure.length > 0) return { kind: 'ask', why: 'unsure', candidates: unsure.map(ranked) };
    const further = runningOf(meant);
    if (further.length > 0) return ask(further);
    return { kind: 'none', others: judged.map(ranked) };
  };
}

/** The best, unless another is as good. */
function pickOf({ all, isTied }: Ranking, rivals: readonly Ranked[]): Match {
  const [pick] = all;
  const isBest = !isTied && rivals.length === 0;
  return pick && isBest ? { kind: 'pick', pick, ranking: all } : ask([...all, ...rivals]);
}

function ask(candidates: readonly Ranked[]): Match {
  return { kind: 'ask', why: 'severalTools', candidates };
}

function installersFor(all: readonly AssetName[], machine: Machine): readonly Ranked[] {
  const installers = all.filter(
    ({ kind, format, os }) =>
      os === machine.os && (kind === 'installer' || kind === 'package' || (canBeTool(kind) && !isInstallable(format))),
  );
  return judgeAll(installers, machine, !all.every(namesNothing))
    .filter(({ fit: { runs } }) => runs !== false)
    .map(ranked);
}
