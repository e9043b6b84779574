import { because } from '../fitReason.ts';
import type { FitReason } from '../fitReason.ts';
import type { AssetName } from './assetName.ts';
import { compareNumbers } from '../versions/compareTags.ts';
import { fit } from './fit.ts';
import type { Fit } from './fit.ts';
import { formatDistance } from './formats.ts';
import { distributionName } from '../machine/distribution.ts';
import type { Arch, Machine } from '../machine/platform.ts';
import { namesNothing } from './release.ts';

/** One asset in the ranking. */
export interface Ranked {
  readonly name: string;
  /** What the name says, and why it runs here or does not. */
  readonly reasons: readonly FitReason[];
  /** What was assumed because the name does not say it; worth showing before an install. */
  readonly assumptions: readonly FitReason[];
}

/** An asset and whether it runs. */
interface Judged {
  readonly asset: AssetName;
  readonly fit: Fit;
}

/**
 * Judges each asset together with the others: what a name leaves out follows from what the others name. `isAnyNamed`:
 * whether any name of the release says where its file runs.
 */
export function judgeAll(assets: readonly AssetName[], machine: Machine, isAnyNamed: boolean): readonly Judged[] {
  const byCell = Map.groupBy(assets, ({ os, archs, libc }) => cell(os, archs, libc));
  const named = new Set(assets.flatMap(({ os, archs }) => archs.map((arch) => cell(os, [arch]))));
  const crowded = new Map([...byCell].map(([at, inCell]) => [at, companyOf(inCell)]));
  return assets.map((asset) => {
    const siblings = {
      ...(crowded.get(cell(asset.os, asset.archs, asset.libc)) ?? ALONE),
      named: (arch: Arch): boolean => named.has(cell(asset.os, [arch])),
    };
    const forAny = namesNothing(asset) && (!isAnyNamed || asset.kind === 'vsix' || asset.kind === 'script');
    return { asset, fit: forAny ? fitAnywhere(asset, machine) : fit(asset, machine, siblings) };
  });
}

function cell(os: AssetName['os'], archs: readonly Arch[], libc?: AssetName['libc']): string {
  return `${os ?? ''} ${archs.toSorted().join()} ${libc ?? ''}`;
}

const ALONE = { hasBaseline: false, hasDistributions: false };

/** What the builds for one platform say about each other. */
function companyOf(assets: readonly AssetName[]): typeof ALONE {
  const distributions = assets.flatMap(({ distribution }) => (distribution ? [distributionName(distribution)] : []));
  return { hasBaseline: assets.some(({ baseline }) => baseline), hasDistributions: new Set(distributions).size > 1 };
}

/** A file for no particular platform runs wherever its interpreter does; it ranks behind those for one. */
function fitAnywhere({ format }: AssetName, { os }: Machine): Fit {
  if (/^(?:ba|z|fi)?sh$/.test(format) && os === 'win32') return { runs: false, reasons: [because('shellScript')] };
  if (/^(?:ps1|psm1|bat|cmd)$/.test(format) && os !== 'win32')
    return { runs: false, reasons: [because('windowsScript')] };
  return {
    runs: true,
    distance: [9, 0],
    reasons: [because('noPlatform')],
    assumptions: [because('anyPlatform')],
  };
}

export interface Ranking {
  /** The files that run, best first. */
  readonly all: readonly Ranked[];
  /** Only the order of the list distinguishes the first from another one. */
  readonly isTied: boolean;
}

export function rankRunning(judged: readonly Judged[]): Ranking {
  const running = judged
    .flatMap(({ asset, fit: found }) =>
      found.runs === true ? [{ asset, fit: found, distance: [...found.distance, ...formatDistance(asset)] }] : [],
    )
    .toSorted((one, other) => compareNumbers(one.distance, other.distance));
  const [first, second] = running;
  const isTied =
    first !== undefined &&
    second !== undefined &&
    first.asset.name !== second.asset.name &&
    compareNumbers(first.distance, second.distance) === 0;
  return { all: running.map(ranked), isTied };
}

export function ranked({ asset: { name }, fit: found }: Judged): Ranked {
  return { name, reasons: found.reasons, assumptions: found.runs === true ? found.assumptions : [] };
}
