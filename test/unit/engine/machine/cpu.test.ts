import assert from 'node:assert/strict';
import { cpuFeatureName, parseCpuFlags, parseCpuInfo } from '../../../../src/engine/machine/cpu.ts';

const HASWELL =
  'fpu sse sse2 pni ssse3 fma cx16 sse4_1 sse4_2 movbe popcnt xsave avx f16c lahf_lm abm bmi1 avx2 bmi2 erms';
const V4 = `${HASWELL} avx512f avx512dq avx512cd avx512bw avx512vl`;

describe('processor features', () => {
  for (const [what, flags, features] of [
    ['of 2006', 'fpu sse sse2 pni ssse3 cx16 lahf_lm', []],
    ['of 2009', 'pni ssse3 cx16 sse4_1 sse4_2 popcnt lahf_lm', ['v2']],
    ['of 2011', 'pni ssse3 cx16 sse4_1 sse4_2 popcnt lahf_lm avx xsave', ['v2', 'avx']],
    ['of 2013', HASWELL, ['v2', 'v3', 'avx', 'avx2']],
    ['for servers', V4, ['v2', 'v3', 'v4', 'avx', 'avx2', 'avx512']],
    ['whose AVX2 its hypervisor hides', HASWELL.replace(' avx2', ''), ['v2', 'avx']],
  ] as const) {
    it(`are read on Linux for one ${what}`, () => {
      const text = `processor\t: 0\nmodel name\t: Some (R) CPU\nflags\t\t: ${flags}\nbugs\t\t: many\n\nprocessor\t: 1\nflags : none\n`;
      assert.deepEqual(parseCpuInfo(text), features);
    });
  }

  it('are read on macOS, which spells some differently', () => {
    const printed = [
      'FPU VME SSE SSE2 SSE3 SSSE3 FMA CX16 SSE4.1 SSE4.2 MOVBE POPCNT XSAVE OSXSAVE AVX1.0 F16C',
      'BMI1 AVX2 BMI2 ERMS',
      'SYSCALL XD LAHF LZCNT',
    ].join('\n');
    assert.deepEqual(parseCpuFlags(printed), ['v2', 'v3', 'avx', 'avx2']);
  });

  it('are empty if the file has no flags', () => {
    assert.deepEqual(parseCpuInfo('processor : 0\nFeatures : fp asimd\n'), []);
  });

  it('have names for people', () => {
    assert.deepEqual([cpuFeatureName('v3'), cpuFeatureName('avx2')], ['x86-64-v3', 'AVX2']);
  });
});
