import assert from 'node:assert/strict';
import { matchAssets } from '../../../../src/engine/match/matchAssets.ts';
import { proveFit } from '../../../../src/engine/machine/fitProof.ts';
import type { Machine } from '../../../../src/engine/machine/platform.ts';
import { MACHINES } from '../../../support/machines.ts';

function machine(os: Machine['os'], arch: Machine['arch']): Machine {
  return { ...MACHINES['linux-x64-gnu'], os, arch, cpuFeatures: undefined };
}

function answer(names: readonly string[], os: Machine['os'], arch: Machine['arch']): string {
  const match = matchAssets(names, { machine: machine(os, arch), version: 'v1.2.0', repo: 'saw' });
  return match.kind === 'pick' ? match.pick.name : match.kind;
}

const RARE = ['amd64', 'mips64le', 'ppc64', 'ppc64le', 'riscv32', 'riscv64', 's390x', 'loong64'];
const LINUX = RARE.map((arch) => `saw-linux-${arch}`);
const without = (arch: string): readonly string[] => LINUX.filter((name) => !name.endsWith(arch));

describe('a machine of a rare kind', () => {
  for (const arch of ['riscv64', 'loong64', 'ppc64le', 's390x'] as const) {
    it(`gets the build for ${arch}`, () => assert.equal(answer(LINUX, 'linux', arch), `saw-linux-${arch}`));

    it(`gets none of the others for ${arch}`, () => assert.equal(answer(without(arch), 'linux', arch), 'none'));
  }

  it('gets no build if its processor is unknown', () => assert.equal(answer(LINUX, 'linux', 'other'), 'none'));

  it('gets no build if its system is unknown', () => {
    const names = ['saw-linux-amd64', 'saw-plan9-amd64', 'saw-solaris-amd64'];
    assert.equal(answer(names, 'other', 'x64'), 'none');
  });

  it('does not run a program for another unknown processor', async () => {
    const header = { kind: 'program', format: 'elf', os: 'linux', archs: ['other'], libc: 'static' } as const;
    const program = { ...header, minimumGlibc: undefined, interpreter: undefined };
    const { verdict } = await proveFit(program, machine('linux', 'other'));
    assert.equal(verdict, 'misfit');
  });
});
