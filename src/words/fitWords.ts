import type { FitReason } from '../engine/index.ts';
import { enumerate, plain } from './format.ts';
import { t } from './translate.ts';

type Words = (first: string, second: string, all: string) => string;

const WORDS: Readonly<Record<FitReason['say'], Words>> = {
  os: (os) => os,
  forOs: (os) => t('for {0}', os),
  noOs: () => t('names no operating system'),
  noPlatform: () => t('names no platform'),
  anyPlatform: () => t('it runs on any platform'),
  severalSystems: () => t('runs on several systems'),
  osHere: (os) => t('this machine runs {0}', os),
  archs: (_first, _second, all) => all,
  universal: () => t('universal'),
  noArch: () => t('names no architecture'),
  noUsualArch: (arch) => t('names no architecture, and {0} is not the usual one', arch),
  otherArch: (here, other) => t('{0}: does not run on {1}', other, here),
  archHere: (arch) => t('this machine is {0}', arch),
  emulated: (arch, here) => t('{0}: runs on {1} under emulation', arch, here),
  rosetta: (arch, here) => t('{0}: runs on {1} under Rosetta', arch, here),
  only32BitSupport: (arch) => t('{0}: runs on x64 only if the system has 32-bit support', arch),
  arm: () => 'arm',
  armIsArm64: () => t('arm: always arm64 on macOS'),
  arm32: (arch) => t('32-bit arm: does not run on every {0}', arch),
  arm32BesideArm64: () => t('32-bit arm: there is also an arm64 build'),
  armMeansArm64: () => t('arm means arm64 here'),
  builtForX64: () => t('it is built for x64'),
  builtForX64Or: (arch) => t('it is built for {0} or x64', arch),
  withCpu: (feature) => t('with {0}', feature),
  anyCpu: () => t('for any processor'),
  cpuMissing: (_first, _second, all) => t('needs {0}, which this processor does not have', all),
  cpuUnknown: (_first, _second, all) => t('needs {0}, which not every processor has', all),
  newerCpus: () => t('for newer processors, as there is also a baseline build'),
  distribution: (name) => name,
  forDistribution: (name) => t('for {0}', name),
  otherDistribution: (name, here) => t('for {0}, and this machine runs {1}', name, here),
  builtForDistribution: (name, here) => t('a build for {0} runs on {1}', name, here),
  glibc: () => 'glibc',
  musl: () => 'musl',
  static: () => t('static: runs on any libc'),
  muslAnywhere: () => t('musl: runs on any libc'),
  glibcUnknown: () => t('needs glibc, and the C library of this machine could not be detected'),
  glibcOnMusl: () => t('needs glibc, and this machine has musl'),
  needsGlibc: (version) => (version === '' ? t('needs glibc') : t('needs glibc {0}', version)),
  needsMusl: () => t('needs the loader of musl'),
  needsLoader: (loader) => (loader === '' ? t('needs a loader') : t('needs {0}', loader)),
  libcUnknown: () => t('the C library of this machine could not be detected'),
  glibcHere: (version) => t('this machine has {0}', version === '' ? 'glibc' : version),
  muslHere: () => t('this machine has {0}', 'musl'),
  loaderMissing: (loader) => t('its loader {0} is not on this machine', loader),
  script: (interpreter) => t('a script that needs {0}', interpreter),
  scriptOnWindows: (interpreter) => t('a script for {0}, which Windows does not run by itself', interpreter),
  shellScript: () => t('a shell script'),
  windowsScript: () => t('a script for Windows'),
  batchFile: () => t('a batch file'),
  damaged: () => t('looks like a program but is damaged'),
  notProgram: () => t('is not a known kind of program'),
  text: (text) => text,
};

/** Why a file runs on a machine or not: `Linux, x64, needs glibc 2.34, this machine has 2.31`. */
export function fitWords(reasons: readonly FitReason[]): string {
  return reasons.map(wordsOf).join(', ');
}

/** What was assumed, each as a clause: `it is built for x64 and arm means arm64 here`. */
export function assumedWords(assumptions: readonly FitReason[]): string {
  return enumerate(assumptions.map(wordsOf), 'and');
}

function wordsOf({ say, names }: FitReason): string {
  const all = names.map((name) => plain(name, 200));
  const [first = '', ...rest] = all;
  return WORDS[say](first, enumerate(rest, 'and'), enumerate(all, 'and'));
}
