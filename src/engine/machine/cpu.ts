/** What an x64 build may need of the processor: a level of the x86-64 psABI, or vector instructions by name. */
export type CpuFeature = 'v2' | 'v3' | 'v4' | 'avx' | 'avx2' | 'avx512';

const V2 = ['cx16', 'lahf_lm', 'popcnt', 'sse4_1', 'sse4_2', 'ssse3'];
const V3 = [...V2, 'avx', 'avx2', 'bmi1', 'bmi2', 'f16c', 'fma', 'abm', 'movbe', 'xsave'];
const AVX512 = ['avx512f', 'avx512bw', 'avx512cd', 'avx512dq', 'avx512vl'];

/** The CPU flags for each, as Linux spells them. */
const FLAGS: Readonly<Record<CpuFeature, readonly string[]>> = {
  v2: V2,
  v3: V3,
  v4: [...V3, ...AVX512],
  avx: ['avx'],
  avx2: ['avx', 'avx2'],
  avx512: AVX512,
};

/** How macOS spells some of them. */
const SPELLINGS: ReadonlyMap<string, string> = new Map([
  ['avx1_0', 'avx'],
  ['lahf', 'lahf_lm'],
  ['lzcnt', 'abm'],
]);

/** The features in `/proc/cpuinfo`; its first processor represents all. */
export function parseCpuInfo(text: string): readonly CpuFeature[] {
  const [, flags = ''] = /^flags[ \t]*:([^\n]*)/m.exec(text) ?? [];
  return featuresOf(flags);
}

/** The features in the output of `sysctl machdep.cpu`. */
export function parseCpuFlags(text: string): readonly CpuFeature[] {
  return featuresOf(text.toLowerCase().replaceAll('.', '_'));
}

function featuresOf(words: string): readonly CpuFeature[] {
  const flags = new Set(words.split(/\s+/).map((word) => SPELLINGS.get(word) ?? word));
  const features = Object.entries(FLAGS) as readonly (readonly [CpuFeature, readonly string[]])[];
  return features.filter(([, needed]) => needed.every((flag) => flags.has(flag))).map(([feature]) => feature);
}

/** The name for people. */
export function cpuFeatureName(feature: CpuFeature): string {
  return /^v\d$/.test(feature) ? `x86-64-${feature}` : feature.toUpperCase();
}
