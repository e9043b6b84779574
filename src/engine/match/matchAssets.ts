import type { AssetName } from './assetName.ts';
import { sortFamilies } from './families.ts';
import { isInstallable } from './formats.ts';
import { canBeTool } from './kinds.ts';
import type { Machine } from '../machine/platform.ts';
import { judgeAll, ranked, rankRunning } from './ranking.ts';
import type { Ranked } from './ranking.ts';
import { namesNothing, readRelease } from './release.ts';
import { tokenise } from './tokenise.ts';

/** What the assets are looked through for. */
export interface Wish {
  readonly machine: Machine;
  /** The tag of the release, or the version of the package. */
  readonly version: string;
  /** The name of the repository or of the package. */
  readonly repo: string;
  /** The tool that is wanted, where a release holds several; without it the one that is called as the repository. */
  readonly tool?: string;
  /** `vsix`: an extension of the editor. Without it a tool. */
  readonly what?: 'tool' | 'vsix';
}

/** Which asset of a release is for a machine. */
export type Match =
  | {
      readonly kind: 'pick';
      readonly pick: Ranked;
      /** What runs, `pick` first. */ readonly ranking: readonly Ranked[];
    }
  /**
   * Only a person can tell. `severalTools`: equally near to what was wanted, or not quite it. `unsure`: the names do not say whether it
   * runs here. `onlyInstallers`: for the system's own installer or package manager, or in an archive that we do not unpack.
   */
  | {
      readonly kind: 'ask';
      readonly why: 'severalTools' | 'unsure' | 'onlyInstallers';
      readonly candidates: readonly Ranked[];
    }
  /** No build for this machine; `others` says what there is instead. */
  | { readonly kind: 'none'; readonly others: readonly Ranked[] };

/**
 * Ranks the names of one release for a machine. Names only: what is in a file is proved by its header after the download.
 * Never picks a build of another system, or of an architecture that the machine does not run.
 */
export function matchAssets(names: readonly string[], wish: Wish): Match {
  const all = readRelease(names, wish);
  if (wish.what === 'vsix') return matchBuilds(all.filter(isVsix), wish);
  const match = matchBuilds(builds(all, wish), wish);
  if (match.kind === 'pick' || (match.kind === 'ask' && match.why === 'severalTools')) return match;
  const image = matchBuilds(
    all.filter(({ kind }) => kind === 'appImage'),
    wish,
  );
  if (image.kind === 'pick') return image;
  const installers = match.kind === 'none' ? installersFor(all, wish.machine) : [];
  return installers.length > 0 ? { kind: 'ask', why: 'onlyInstallers', candidates: installers } : match;
}

/** Builds for the editor in a browser never run in an extension host. */
function isVsix({ kind, words }: AssetName): boolean {
  return kind === 'vsix' && !words.includes('web');
}

/**
 * Files that can be the tool. Beside builds for platforms, an archive for none is as a rule the source; unless a tool is
 * wanted that none of the builds is called after.
 */
function builds(all: readonly AssetName[], { tool }: Wish): readonly AssetName[] {
  const tools = all.filter(({ kind, format }) => canBeTool(kind) && isInstallable(format));
  const labelled = tools.filter((asset) => asset.kind !== 'archive' || !namesNothing(asset));
  if (!labelled.some(({ os }) => os !== undefined)) return tools;
  const wanted = new Set(tool === undefined ? [] : tokenise(tool));
  const isFound = labelled.some(({ words }) => words.some((word) => wanted.has(word)));
  return wanted.size === 0 || isFound ? labelled : tools;
}

function matchBuilds(assets: readonly AssetName[], wish: Wish): Match {
  const { wanted, rivals, variants, others } = sortFamilies(assets, wish);
  const judged = judgeAll(wanted, wish.machine, assets);
  const ranking = rankRunning(judged);
  const [best] = ranking;
  if (best) {
    if (rivals.length === 0) return { kind: 'pick', pick: best, ranking };
    const rivalling = rankRunning(judgeAll(rivals, wish.machine, assets));
    return { kind: 'ask', why: 'severalTools', candidates: [...ranking, ...rivalling] };
  }
  const running = variants.map((variant) => rankRunning(judgeAll(variant, wish.machine, assets)));
  const [variant, ...more] = running.filter((one) => one.length > 0);
  if (variant?.[0] && more.length === 0) return { kind: 'pick', pick: variant[0], ranking: variant };
  if (variant) return { kind: 'ask', why: 'severalTools', candidates: [...variant, ...more.flat()] };
  const unsure = judged.filter(({ fit: { runs } }) => runs !== false);
  if (unsure.length > 0) return { kind: 'ask', why: 'unsure', candidates: unsure.map(ranked) };
  // Where nobody named a tool, another one of the release may be meant.
  const meant = wish.tool === undefined ? [...rivals, ...others] : rivals;
  const further = rankRunning(judgeAll(meant, wish.machine, assets));
  if (further.length > 0) return { kind: 'ask', why: 'severalTools', candidates: further };
  return { kind: 'none', others: judged.map(ranked) };
}

function installersFor(all: readonly AssetName[], machine: Machine): readonly Ranked[] {
  const installers = all.filter(
    ({ kind, format, os }) =>
      os === machine.os && (kind === 'installer' || kind === 'package' || (canBeTool(kind) && !isInstallable(format))),
  );
  return judgeAll(installers, machine, all)
    .filter(({ fit: { runs } }) => runs !== false)
    .map(ranked);
}
