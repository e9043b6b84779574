import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import { distributionIn } from '../../../../src/engine/match/distributionWords.ts';
import { matchAssets } from '../../../../src/engine/match/matchAssets.ts';
import { tokenise } from '../../../../src/engine/match/tokenise.ts';
import type { CpuFeature } from '../../../../src/engine/machine/cpu.ts';
import { distributionName } from '../../../../src/engine/machine/distribution.ts';
import type { Distribution } from '../../../../src/engine/machine/distribution.ts';
import type { Machine } from '../../../../src/engine/machine/platform.ts';
import { MACHINES } from '../../../support/machines.ts';
import { fitWords } from '../../../../src/words/fitWords.ts';

const LINUX = MACHINES['linux-x64-gnu'];
const OPTIONS = { version: 'v1.2.0', repo: 'saw' };

/** What is picked for any order of the names, or `ask: ` and the candidates. */
function answer(names: readonly string[], machine: Machine): string {
  const answers = new Set<string>();
  const property = fc.property(fc.shuffledSubarray([...names], { minLength: names.length }), (list) => {
    const match = matchAssets(list, { ...OPTIONS, machine });
    if (match.kind === 'pick')
      answers.add([match.pick.name, ...match.pick.assumptions.map((one) => fitWords([one]))].join('; '));
    else if (match.kind === 'ask') answers.add(`ask ${match.why}: ${match.candidates.length}`);
    else answers.add('none');
  });
  fc.assert(property, { numRuns: 20 });
  assert.equal(answers.size, 1, [...answers].join(' or '));
  return [...answers].join();
}

const withCpu = (cpuFeatures: readonly CpuFeature[] | undefined): Machine => ({ ...LINUX, cpuFeatures });
const OLD = withCpu([]);
const V3 = withCpu(['v2', 'v3', 'avx', 'avx2']);
const V4 = withCpu(['v2', 'v3', 'v4', 'avx', 'avx2', 'avx512']);
const UNKNOWN = withCpu(undefined);

describe('builds for a processor', () => {
  const named = (...words: readonly string[]): readonly string[] => words.map((word) => `saw-linux-${word}.tar.gz`);
  const baseline = named('x64', 'x64-baseline');
  const levels = named('x86_64', 'x86_64-v2', 'x86_64-v3', 'x86_64_v4');
  const vectors = named('noavx-x64', 'avx-x64', 'avx2-x64', 'avx512-x64');
  for (const [what, names, machine, expected] of [
    ['the plain one on a newer processor, next to a baseline', baseline, V3, 'saw-linux-x64.tar.gz'],
    ['the baseline on an older processor', baseline, OLD, 'saw-linux-x64-baseline.tar.gz'],
    ['the baseline on an unknown processor', baseline, UNKNOWN, 'saw-linux-x64-baseline.tar.gz'],
    ['the one for any processor before those of a level', levels, V4, 'saw-linux-x86_64.tar.gz'],
    ['the highest level that there is', levels.slice(1), V3, 'saw-linux-x86_64-v3.tar.gz'],
    ['the best of vector instructions', vectors, V4, 'saw-linux-avx512-x64.tar.gz'],
    ['those that the processor supports', vectors, V3, 'saw-linux-avx2-x64.tar.gz'],
    ['none of them if it supports none', vectors, OLD, 'saw-linux-noavx-x64.tar.gz'],
    ['none of them if that is unknown', vectors, UNKNOWN, 'saw-linux-noavx-x64.tar.gz'],
    ['AVX2 before the baseline', named('x64-avx2', 'x64-baseline'), V3, 'saw-linux-x64-avx2.tar.gz'],
    ['nothing that the processor lacks', named('x64-v3'), OLD, 'none'],
    ['nothing unasked on an unknown processor', named('x64-v3', 'x64-v4'), UNKNOWN, 'ask unsure: 2'],
  ] as const) {
    it(`picks ${what}`, () => assert.equal(answer(names, machine), expected));
  }

  it('never picks them for an emulated processor', () => {
    const machine = { ...MACHINES['win32-arm64'], cpuFeatures: ['v2', 'v3', 'avx', 'avx2'] as const };
    const names = ['saw-windows-x64.zip', 'saw-windows-x64-baseline.zip'];
    assert.equal(answer(names, machine), 'saw-windows-x64-baseline.zip');
  });
});

describe('distributionIn', () => {
  for (const [names, expected] of [
    [['deb11', 'debian11', 'debian-11', 'Debian_11', 'debian.11', 'bullseye', 'debian-11.7'], 'Debian 11'],
    [['ubuntu2204', 'ubuntu22.04', 'ubuntu-22.04', 'Ubuntu_22_04', 'ubuntu-2204', 'jammy'], 'Ubuntu 22.04'],
    [['fedora40', 'fc40', 'fedora-40', 'Fedora_40'], 'Fedora 40'],
    [['el9', 'rhel9', 'rhel-9', 'rocky9', 'almalinux-9', 'centos9', 'el9.2'], 'Enterprise Linux 9'],
    [['alpine319', 'alpine3.19', 'alpine-3.19', 'alpine_3_19'], 'Alpine 3.19'],
    [['amzn2023', 'amazonlinux2023'], 'Amazon Linux 2023'],
    [['mint202', 'mint20.2', 'linuxmint-20.2'], 'Linux Mint 20.2'],
    [['leap155', 'opensuse15.5', 'sles-15.5'], 'SUSE 15.5'],
    [['ubuntu', 'ubuntu-x64'], 'Ubuntu'],
    [['alpine', 'deb', 'mint', 'leap', 'linux', 'unknown', 'el'], undefined],
  ] as const) {
    for (const name of names) {
      it(`reads ${name} as ${expected ?? 'no distribution'}`, () => {
        const found = distributionIn(tokenise(`x86_64-linux-${name}`));
        assert.equal(found && distributionName(found), expected);
      });
    }
  }
});

describe('builds for a distribution', () => {
  const on = (...distributions: readonly Distribution[]): Machine => ({ ...LINUX, distributions });
  const debian = (version: string): Machine => on({ id: 'debian', version });
  const MINT = on({ id: 'mint', version: '20.2' }, { id: 'ubuntu', version: '20.04' });
  const words = ['deb10', 'deb11', 'deb12', 'fedora33', 'fedora40', 'ubuntu2004', 'ubuntu2204', 'rocky8'];
  const named = (all: readonly string[]): readonly string[] => all.map((word) => `saw-x86_64-linux-${word}.tar.xz`);
  const several = named(words);
  const general = [...several, 'saw-x86_64-linux-unknown.tar.xz'];
  for (const [what, names, machine, expected] of [
    ['the one for this release', several, debian('11'), 'saw-x86_64-linux-deb11.tar.xz'],
    [
      'the newest older one, and reports that',
      several,
      debian('13'),
      'saw-x86_64-linux-deb12.tar.xz; a build for Debian 12 runs on Debian 13',
    ],
    ['the general one before an older release', general, debian('13'), 'saw-x86_64-linux-unknown.tar.xz'],
    ['no newer release unasked', several, debian('9'), 'ask unsure: 8'],
    ['the one for Ubuntu on a Linux Mint based on it', several, MINT, 'saw-x86_64-linux-ubuntu2004.tar.xz'],
    [
      'the one for Linux Mint itself, if there is one',
      [...several, ...named(['mint202'])],
      MINT,
      'saw-x86_64-linux-mint202.tar.xz',
    ],
    [
      'the same one for all rebuilds of RHEL',
      several,
      on({ id: 'el', version: '8' }),
      'saw-x86_64-linux-rocky8.tar.xz',
    ],
    ['none of another distribution unasked', several, on({ id: 'suse', version: '15.5' }), 'ask unsure: 8'],
    [
      'the general one on another distribution',
      general,
      on({ id: 'suse', version: '15.5' }),
      'saw-x86_64-linux-unknown.tar.xz',
    ],
    ['none unasked if nothing is known', several, LINUX, 'ask unsure: 8'],
    ['the general one if nothing is known', general, LINUX, 'saw-x86_64-linux-unknown.tar.xz'],
    [
      'the only one, and reports what it was built for',
      named(['ubuntu2204']),
      debian('12'),
      'saw-x86_64-linux-ubuntu2204.tar.xz; a build for Ubuntu 22.04 runs on Debian 12',
    ],
    ['the only one if nothing is known', named(['ubuntu2204']), LINUX, 'saw-x86_64-linux-ubuntu2204.tar.xz'],
    ['the plain one if nothing is known', ['saw-linux-x64.zip', 'saw-linux-x64-rhel8.zip'], LINUX, 'saw-linux-x64.zip'],
  ] as const) {
    it(`picks ${what}`, () => assert.equal(answer(names, machine), expected));
  }

  it('picks a build for musl only on machines with musl', () => {
    const names = named(['alpine3.18', 'alpine3.19', 'ubuntu22.04']);
    const alpine = { ...MACHINES['linux-x64-musl'], distributions: [{ id: 'alpine', version: '3.19' }] as const };
    assert.equal(answer(names, alpine), 'saw-x86_64-linux-alpine3.19.tar.xz');
    assert.equal(answer(names, on({ id: 'ubuntu', version: '22.04' })), 'saw-x86_64-linux-ubuntu22.04.tar.xz');
  });
});

describe('builds for a version of glibc', () => {
  const withGlibc = (glibcVersion: string | undefined): Machine => ({ ...LINUX, glibcVersion });
  const words = ['glibc228', 'glibc231', 'glibc236'];
  const named = (all: readonly string[]): readonly string[] => all.map((word) => `saw-linux-x64-${word}.tar.gz`);
  for (const [what, names, machine, expected] of [
    ['the newest that runs', named(words), withGlibc('2.35'), 'saw-linux-x64-glibc231.tar.gz'],
    ['the newest of all', named(words), withGlibc('2.40'), 'saw-linux-x64-glibc236.tar.gz'],
    ['the oldest on an unknown version', named(words), withGlibc(undefined), 'saw-linux-x64-glibc228.tar.gz'],
    ['none that needs a newer one', named(words), withGlibc('2.17'), 'none'],
    ['a dotted version', named(['glibc2.17', 'glibc2.39']), withGlibc('2.28'), 'saw-linux-x64-glibc2.17.tar.gz'],
    ['one of Zig', named(['gnu.2.17', 'gnu.2.38']), withGlibc('2.28'), 'saw-linux-x64-gnu.2.17.tar.gz'],
    [
      'one of Python',
      named(['manylinux2014', 'manylinux_2_28', 'manylinux_2_34']),
      withGlibc('2.31'),
      'saw-linux-x64-manylinux_2_28.tar.gz',
    ],
    ['the plain one before those', named(['gnu', 'gnu-2-17']), withGlibc('2.35'), 'saw-linux-x64-gnu.tar.gz'],
    [
      'one whose version is that of the tool',
      named(['gnu-2.45.1']),
      withGlibc('2.35'),
      'saw-linux-x64-gnu-2.45.1.tar.gz',
    ],
  ] as const) {
    it(`picks ${what}`, () => assert.equal(answer(names, machine), expected));
  }
});

describe('indistinguishable builds', () => {
  it('asks about them, such as builds for two versions of CUDA', () => {
    assert.equal(
      answer(['saw-linux-x64-cuda-11.8.tar.gz', 'saw-linux-x64-cuda-12.4.tar.gz'], LINUX),
      'ask severalTools: 2',
    );
  });
});
