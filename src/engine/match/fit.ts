import type { AssetName } from './assetName.ts';
import { fitCpu } from './fitCpu.ts';
import { fitDistribution } from './fitDistribution.ts';
import { because } from '../fitReason.ts';
import type { FitReason } from '../fitReason.ts';
import { compareElfVersions } from '../machine/elfVersions.ts';
import { archName, isSame, osName } from '../machine/platform.ts';
import type { Arch, Machine } from '../machine/platform.ts';

/** Whether a file runs on a machine, judging by its name. */
export type Fit =
  | {
      readonly runs: true;
      /** Distance from a build for exactly this machine: compared number by number, lower is better. */
      readonly distance: readonly number[];
      /** What the name says and why that runs here. */
      readonly reasons: readonly FitReason[];
      /** What is assumed because the name does not say it. */
      readonly assumptions: readonly FitReason[];
    }
  | { readonly runs: 'unsure' | false; readonly reasons: readonly FitReason[] };

/** What the rest of the release says about names that leave something out. */
export interface Siblings {
  /** Another build for the same system names this architecture. */
  readonly named: (arch: Arch) => boolean;
  /** There is also a build for any processor. */
  readonly hasBaseline: boolean;
  /** Builds for the same system and architecture are for several distributions. */
  readonly hasDistributions: boolean;
}

interface Part {
  readonly distance: number;
  readonly reason?: FitReason | undefined;
  readonly assumption?: FitReason | undefined;
}

export type PartFit = Part | { readonly no: 'unsure' | false; readonly reason: FitReason };

/** Judges one name. A system that the name does not give is never guessed: `unsure`. */
export function fit(asset: AssetName, machine: Machine, siblings: Siblings): Fit {
  if (asset.os === undefined) return fitNoOs(asset, machine, siblings);
  if (!isSame(asset.os, machine.os)) return { runs: false, reasons: [because('forOs', osName(asset.os))] };
  const parts = [
    fitArch(asset, machine, siblings),
    fitCpu(asset, machine, siblings),
    fitDistribution(asset, machine, siblings),
    fitLibc(asset, machine),
  ];
  const reasons = [because('os', osName(asset.os)), ...parts.flatMap(({ reason }) => reason ?? [])];
  const no = parts.find((part) => 'no' in part);
  if (no) return { runs: no.no, reasons };
  const runs = parts.filter((part) => 'distance' in part);
  return {
    runs: true,
    distance: runs.map(({ distance }) => distance),
    reasons,
    assumptions: runs.flatMap(({ assumption }) => assumption ?? []),
  };
}

/** Unsure, unless its processor is another one. */
function fitNoOs(asset: AssetName, machine: Machine, siblings: Siblings): Fit {
  const part = asset.archs.length === 0 ? undefined : fitArch(asset, machine, siblings);
  if (part && 'no' in part && part.no === false && part.reason) return { runs: false, reasons: [part.reason] };
  return { runs: 'unsure', reasons: [because('noOs')] };
}

function fitArch(asset: AssetName, machine: Machine, siblings: Siblings): PartFit {
  const { archs } = asset;
  if (archs.some((arch) => isSame(arch, machine.arch)))
    return { distance: archs.length > 1 ? 1 : 0, reason: because('archs', ...archs.map(archName)) };
  if (archs.length === 0)
    return asset.universal ? { distance: 1, reason: because('universal') } : fitUnnamed(machine, siblings);
  if (archs.includes('arm') && machine.arch === 'arm64') return fitBareArm(asset, machine, siblings);
  const emulated = machine.emulates.find((arch) => archs.includes(arch));
  if (emulated) return { distance: 3 + machine.emulates.indexOf(emulated), reason: emulation(machine, emulated) };
  if (archs.includes('ia32') && machine.arch === 'x64' && machine.os === 'linux') {
    return { no: 'unsure', reason: because('only32BitSupport', archName('ia32')) };
  }
  return { no: false, reason: because('otherArch', archName(machine.arch), ...archs.map(archName)) };
}

function emulation({ os, arch }: Machine, emulated: Arch): FitReason {
  return because(os === 'darwin' ? 'rosetta' : 'emulated', archName(emulated), archName(arch));
}

/** No architecture in the name: it means the usual one, unless other files name that. */
function fitUnnamed(machine: Machine, { named }: Siblings): PartFit {
  const usual = machine.arch === 'x64' || machine.emulates.includes('x64');
  if (usual) {
    const isCertain = machine.arch === 'x64' || named(machine.arch);
    const assumption = isCertain ? because('builtForX64') : because('builtForX64Or', archName(machine.arch));
    return { distance: named(machine.arch) ? 6 : 2, reason: because('noArch'), assumption };
  }
  return { no: 'unsure', reason: because('noUsualArch', archName(machine.arch)) };
}

/**
 * Publishers write bare `arm` for 64-bit builds too (`linux-arm`, `macos-arm`). Without an `arm64` next to it, it may be
 * meant; the file's header decides after the download.
 */
function fitBareArm({ level, os }: AssetName, machine: Machine, { named }: Siblings): PartFit {
  if (level !== undefined) return { no: false, reason: because('arm32', archName(machine.arch)) };
  if (os === 'darwin') return { distance: 0, reason: because('armIsArm64') };
  if (named('arm64')) return { no: false, reason: because('arm32BesideArm64') };
  return { distance: 1, reason: because('arm'), assumption: because('armMeansArm64') };
}

function fitLibc({ libc, glibc, os, kind }: AssetName, machine: Machine): PartFit {
  // MSVC builds are the usual ones on Windows; MinGW builds run too.
  if (os !== 'linux') return { distance: libc === 'gnu' ? 1 : 0 };
  const needs = libc ?? (kind === 'appImage' ? 'gnu' : undefined);
  if (needs === undefined) return { distance: 1 };
  if (needs === 'static') return { distance: machine.libc === 'gnu' ? 1 : 0, reason: because('static') };
  if (needs === 'gnu' && machine.libc === 'gnu') return fitGlibc(glibc, machine);
  if (needs === machine.libc) return { distance: 0, reason: because('musl') };
  if (needs === 'musl') return { distance: 2, reason: because('muslAnywhere') };
  return { no: 'unsure', reason: because(machine.libc === undefined ? 'glibcUnknown' : 'glibcOnMusl') };
}

/** The newest that runs here comes first; if the version here is unknown, the oldest. */
function fitGlibc(needed: string | undefined, { glibcVersion: here }: Machine): PartFit {
  if (needed === undefined) return { distance: 0, reason: because('glibc') };
  const reason = because('needsGlibc', needed);
  if (here !== undefined && compareElfVersions(needed, here) > 0) return { no: false, reason };
  const minor = Number(needed.split('.')[1]) / 100;
  return { distance: here === undefined ? minor : 1 - minor, reason };
}
