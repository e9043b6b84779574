import type { AssetName } from './assetName.ts';
import { fitCpu } from './fitCpu.ts';
import { fitDistribution } from './fitDistribution.ts';
import { archName, osName } from '../machine/platform.ts';
import type { Arch, Machine } from '../machine/platform.ts';

/** Whether a file runs on a machine, judging by its name. */
export type Fit =
  | {
      readonly runs: true;
      /** Distance from a build for exactly this machine: compared number by number, lower is better. */
      readonly distance: readonly number[];
      /** For display: what the name says and why that runs here. */
      readonly reason: string;
      /** What is assumed because the name does not say it. */
      readonly assumptions: readonly string[];
    }
  | { readonly runs: 'unsure' | false; readonly reason: string };

/** What the rest of the release says about names that leave something out. */
export interface Silence {
  /** Another build for the same system names this architecture. */
  readonly named: (arch: Arch) => boolean;
  /** There is also a build for any processor. */
  readonly hasBaseline: boolean;
  /** Builds for the same system and architecture are for several distributions. */
  readonly hasDistributions: boolean;
}

interface Part {
  readonly distance: number;
  /** '' if there is nothing to say. */
  readonly text: string;
  readonly assumption?: string;
}

export type PartFit = Part | { readonly no: 'unsure' | false; readonly text: string };

/** Judges one name. A system that the name does not give is never guessed: `unsure`. */
export function fit(asset: AssetName, machine: Machine, silence: Silence): Fit {
  if (asset.os === undefined) return { runs: 'unsure', reason: 'names no operating system' };
  if (asset.os !== machine.os) return { runs: false, reason: `for ${osName(asset.os)}` };
  const parts = [
    fitArch(asset, machine, silence),
    fitCpu(asset, machine, silence),
    fitDistribution(asset, machine, silence),
    fitLibc(asset, machine),
  ];
  const said = [osName(asset.os), ...parts.map(({ text }) => text)].filter((text) => text !== '').join(', ');
  const no = parts.find((part) => 'no' in part);
  if (no) return { runs: no.no, reason: said };
  const runs = parts.filter((part) => 'distance' in part);
  return {
    runs: true,
    distance: runs.map(({ distance }) => distance),
    reason: said,
    assumptions: runs.flatMap(({ assumption }) => assumption ?? []),
  };
}

function fitArch(asset: AssetName, machine: Machine, silence: Silence): PartFit {
  const { archs } = asset;
  if (archs.includes(machine.arch))
    return { distance: archs.length > 1 ? 1 : 0, text: archs.map(archName).join(' and ') };
  if (archs.length === 0) return asset.universal ? { distance: 1, text: 'universal' } : fitUnnamed(machine, silence);
  if (archs.includes('arm') && machine.arch === 'arm64') return fitBareArm(asset, machine, silence);
  const emulated = machine.emulates.find((arch) => archs.includes(arch));
  if (emulated) return { distance: 3 + machine.emulates.indexOf(emulated), text: emulation(machine, emulated) };
  if (archs.includes('ia32') && machine.arch === 'x64' && machine.os === 'linux') {
    return { no: 'unsure', text: `${archName('ia32')}: runs on x64 only where the system has 32-bit support` };
  }
  return { no: false, text: `${archs.map(archName).join(' and ')}: does not run on ${archName(machine.arch)}` };
}

function emulation({ os, arch }: Machine, emulated: Arch): string {
  if (os === 'darwin') return `${archName(emulated)}: runs on ${arch} under Rosetta`;
  return `${archName(emulated)}: runs on ${arch} under emulation`;
}

/** No architecture in the name: it means the usual one, unless other files name that. */
function fitUnnamed(machine: Machine, { named }: Silence): PartFit {
  const usual = machine.arch === 'x64' || machine.emulates.includes('x64');
  if (usual) {
    const text = 'names no architecture';
    if (named(machine.arch)) return { distance: 6, text, assumption: `built for x64` };
    return {
      distance: 2,
      text,
      assumption: machine.arch === 'x64' ? 'built for x64' : `built for ${machine.arch} or x64`,
    };
  }
  return { no: 'unsure', text: `names no architecture: ${archName(machine.arch)} is not the usual one` };
}

/**
 * Publishers write bare `arm` for 64-bit builds too (`linux-arm`, `macos-arm`). Without an `arm64` next to it, it may be
 * meant; the file's header decides after the download.
 */
function fitBareArm({ level, os }: AssetName, machine: Machine, { named }: Silence): PartFit {
  if (level !== undefined) return { no: false, text: `32-bit arm: does not run on every ${machine.arch}` };
  if (os === 'darwin') return { distance: 0, text: 'arm: on macOS always arm64' };
  if (named('arm64')) return { no: false, text: '32-bit arm: arm64 is named beside it' };
  return { distance: 1, text: 'arm', assumption: 'arm means arm64 here' };
}

function fitLibc({ libc, os, kind }: AssetName, machine: Machine): PartFit {
  // MSVC builds are the usual ones on Windows; MinGW builds run too.
  if (os !== 'linux') return { distance: libc === 'gnu' ? 1 : 0, text: '' };
  const needs = libc ?? (kind === 'appImage' ? 'gnu' : undefined);
  if (needs === undefined) return { distance: 1, text: '' };
  if (needs === 'static') return { distance: machine.libc === 'gnu' ? 1 : 0, text: 'static: runs on any libc' };
  if (needs === machine.libc) return { distance: 0, text: needs === 'gnu' ? 'glibc' : 'musl' };
  if (needs === 'musl') return { distance: 2, text: 'musl: runs on any libc' };
  if (machine.libc === undefined)
    return { no: 'unsure', text: 'needs glibc, and we could not detect the C library of this machine' };
  return { no: 'unsure', text: 'needs glibc: does not run on musl by itself' };
}
