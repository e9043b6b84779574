import { cpuFeatureName } from '../machine/cpu.ts';
import type { CpuFeature } from '../machine/cpu.ts';
import { because } from '../fitReason.ts';
import type { Machine } from '../machine/platform.ts';
import type { AssetName } from './assetName.ts';
import type { PartFit, Siblings } from './fit.ts';

/** The newest first: of several that the processor supports, the build that uses most of it is chosen. */
const ORDER: readonly CpuFeature[] = ['v4', 'avx512', 'v3', 'avx2', 'avx', 'v2'];

/**
 * Whether the processor supports what a build for x64 needs. The plain build comes first because it runs everywhere, unless
 * there is also a baseline build, which means that it does not.
 */
export function fitCpu({ archs, cpu, baseline }: AssetName, machine: Machine, { hasBaseline }: Siblings): PartFit {
  if (!archs.includes('x64')) return { distance: 0 };
  // An emulated processor may have other features, which are unknown.
  const features = machine.arch === 'x64' ? machine.cpuFeatures : undefined;
  const missing = cpu.filter((feature) => features?.includes(feature) !== true);
  if (missing.length > 0) {
    const names = missing.map(cpuFeatureName);
    return features
      ? { no: false, reason: because('cpuMissing', ...names) }
      : { no: 'unsure', reason: because('cpuUnknown', ...names) };
  }
  const [most] = ORDER.filter((feature) => cpu.includes(feature));
  if (most)
    return { distance: 1 + ORDER.indexOf(most) / ORDER.length, reason: because('withCpu', cpuFeatureName(most)) };
  if (baseline) return { distance: 2, reason: because('anyCpu') };
  if (!hasBaseline || features?.includes('avx2') === true) return { distance: 0 };
  return { no: features ? false : 'unsure', reason: because('newerCpus') };
}
