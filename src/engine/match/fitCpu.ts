import { cpuFeatureName } from '../machine/cpu.ts';
import type { CpuFeature } from '../machine/cpu.ts';
import type { Machine } from '../machine/platform.ts';
import type { AssetName } from './assetName.ts';
import type { PartFit, Silence } from './fit.ts';

/** The newest first: of several that the processor supports, the build that uses most of it is chosen. */
const ORDER: readonly CpuFeature[] = ['v4', 'avx512', 'v3', 'avx2', 'avx', 'v2'];

/**
 * Whether the processor supports what a build for x64 needs. The plain build comes first because it runs everywhere, unless
 * there is also a baseline build, which means that it does not.
 */
export function fitCpu({ archs, cpu, baseline }: AssetName, machine: Machine, { hasBaseline }: Silence): PartFit {
  if (!archs.includes('x64')) return { distance: 0, text: '' };
  // An emulated processor may have other features, which are unknown.
  const features = machine.arch === 'x64' ? machine.cpuFeatures : undefined;
  const missing = cpu.filter((feature) => features?.includes(feature) !== true);
  if (missing.length > 0) {
    const text = `needs ${missing.map(cpuFeatureName).join(' and ')}`;
    return features
      ? { no: false, text: `${text}: this processor does not have it` }
      : { no: 'unsure', text: `${text}: not every processor has it` };
  }
  const [most] = ORDER.filter((feature) => cpu.includes(feature));
  if (most) return { distance: 1 + ORDER.indexOf(most) / ORDER.length, text: `with ${cpuFeatureName(most)}` };
  if (baseline) return { distance: 2, text: 'for any processor' };
  if (!hasBaseline || features?.includes('avx2') === true) return { distance: 0, text: '' };
  const text = 'for newer processors, with a baseline build beside it';
  return { no: features ? false : 'unsure', text };
}
