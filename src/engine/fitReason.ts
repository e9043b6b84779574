/** Why a file runs on a machine or not, without words: those are made where they are shown. */
export const FIT_REASONS = [
  // The system.
  'os',
  'forOs',
  'noOs',
  'noPlatform',
  'anyPlatform',
  'severalSystems',
  'osHere',
  // The architecture.
  'archs',
  'universal',
  'noArch',
  'noUsualArch',
  'otherArch',
  'archHere',
  'emulated',
  'rosetta',
  'only32BitSupport',
  'arm',
  'armIsArm64',
  'arm32',
  'arm32BesideArm64',
  'armMeansArm64',
  'builtForX64',
  'builtForX64Or',
  // The processor.
  'withCpu',
  'anyCpu',
  'cpuMissing',
  'cpuUnknown',
  'newerCpus',
  // The distribution.
  'distribution',
  'forDistribution',
  'otherDistribution',
  'builtForDistribution',
  // The C library and the loader.
  'glibc',
  'musl',
  'static',
  'muslAnywhere',
  'glibcUnknown',
  'glibcOnMusl',
  'needsGlibc',
  'needsMusl',
  'needsLoader',
  'libcUnknown',
  'glibcHere',
  'muslHere',
  'loaderMissing',
  // Scripts, and files that are not programs.
  'script',
  'scriptOnWindows',
  'shellScript',
  'windowsScript',
  'batchFile',
  'damaged',
  'notProgram',
  // As version 0.1 stored it.
  'text',
] as const;

/** One reason, with the names that belong in its words: of systems, architectures, features, versions, files. Plain JSON. */
export interface FitReason {
  readonly say: (typeof FIT_REASONS)[number];
  readonly names: readonly string[];
}

export function because(say: FitReason['say'], ...names: readonly string[]): FitReason {
  return { say, names };
}
