import type { AssetName } from './assetName.ts';
import { compareNumbers } from './families.ts';
import { fit } from './fit.ts';
import type { Fit } from './fit.ts';
import { formatDistance } from './formats.ts';
import type { Arch, Machine } from '../machine/platform.ts';
import { namesNothing } from './release.ts';

/** One asset in the ranking. */
export interface Ranked {
  readonly name: string;
  /** For people: what the name says, and why it runs here or does not. */
  readonly reason: string;
  /** What was taken for granted though the name does not say it; worth showing before an install. */
  readonly assumptions: readonly string[];
}

/** An asset and whether it runs. */
export interface Judged {
  readonly asset: AssetName;
  readonly fit: Fit;
}

/**
 * Judges each asset in the company of the others: a silent name means what the others leave over. `isAnyNamed`: some name
 * of the release says where its file runs.
 */
export function judgeAll(assets: readonly AssetName[], machine: Machine, isAnyNamed: boolean): readonly Judged[] {
  const cells = new Set(assets.flatMap(({ os, archs }) => archs.map((arch) => cell(os, arch))));
  return assets.map((asset) => {
    const named = (arch: Arch): boolean => cells.has(cell(asset.os, arch));
    const forAny = namesNothing(asset) && (!isAnyNamed || asset.kind === 'vsix' || asset.kind === 'script');
    return { asset, fit: forAny ? fitAnywhere(asset, machine) : fit(asset, machine, { named }) };
  });
}

function cell(os: AssetName['os'], arch: Arch): string {
  return `${os ?? ''} ${arch}`;
}

/** A file for no platform in particular: for all, as far as its interpreter goes; behind those that are for one. */
function fitAnywhere({ format }: AssetName, { os }: Machine): Fit {
  if (/^(?:ba|z|fi)?sh$/.test(format) && os === 'win32') return { runs: false, reason: 'a shell script' };
  if (/^(?:ps1|psm1|bat|cmd)$/.test(format) && os !== 'win32') return { runs: false, reason: 'a script for Windows' };
  return { runs: true, distance: [9, 0], reason: 'names no platform', assumptions: ['runs on any platform'] };
}

/** What runs, nearest first. */
export function rankRunning(judged: readonly Judged[]): readonly Ranked[] {
  return judged
    .flatMap(({ asset, fit: found }) =>
      found.runs === true ? [{ asset, fit: found, distance: [...found.distance, ...formatDistance(asset)] }] : [],
    )
    .toSorted((one, other) => compareNumbers(one.distance, other.distance))
    .map(ranked);
}

export function ranked({ asset: { name }, fit: found }: Judged): Ranked {
  return { name, reason: found.reason, assumptions: found.runs === true ? found.assumptions : [] };
}
