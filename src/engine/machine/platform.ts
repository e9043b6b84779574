import type { CpuFeature } from './cpu.ts';
import type { Distribution } from './distribution.ts';

/** Operating systems that a name can mean. We run only on the first three; `other` is any further one. */
export type Os = 'linux' | 'darwin' | 'win32' | 'android' | 'freebsd' | 'openbsd' | 'netbsd' | 'wasm' | 'other';

/** `arm`: any 32-bit ARM, or bare `arm`, which does not tell the width. `other`: any further one. */
export type Arch = 'x64' | 'arm64' | 'ia32' | 'arm' | 'riscv64' | 'loong64' | 'ppc64le' | 's390x' | 'other';

/** The C library that a program needs. `static`: none. */
export type Libc = 'gnu' | 'musl' | 'static';

/** The machine to run the tool on. */
export interface Machine {
  readonly os: Os;
  /** The architecture of the machine itself, not of an emulated process. */
  readonly arch: Arch;
  /** Other architectures whose programs the system can run. */
  readonly emulates: readonly Arch[];
  /** Linux only; `undefined` if unknown. */
  readonly libc: 'gnu' | 'musl' | undefined;
  /** The version of glibc, such as `2.35`, if that is the C library. */
  readonly glibcVersion: string | undefined;
  /** The processor's features beyond the first x64; `undefined` if unknown. */
  readonly cpuFeatures?: readonly CpuFeature[] | undefined;
  /** Linux only: its distribution, then the one it is based on. `undefined` if unknown. */
  readonly distributions?: readonly Distribution[] | undefined;
  /** Whether a file exists, to look for a program's loader. Absent for other machines than this one. */
  readonly hasFile?: ((path: string) => Promise<boolean>) | undefined;
}

/** Whether both are the same system or architecture: `other` stands for many, so two of them need not be. */
export function isSame<T extends Os | Arch>(one: T | undefined, other: T): boolean {
  return one === other && one !== 'other';
}

const OS_NAMES: Readonly<Record<Os, string>> = {
  linux: 'Linux',
  darwin: 'macOS',
  win32: 'Windows',
  android: 'Android',
  freebsd: 'FreeBSD',
  openbsd: 'OpenBSD',
  netbsd: 'NetBSD',
  wasm: 'WebAssembly',
  other: 'another system',
};

/** The name for people. */
export function osName(os: Os): string {
  return OS_NAMES[os];
}

/** The names that publishers use, for people. */
export function archName(arch: Arch): string {
  return arch === 'ia32' ? 'x86 (32-bit)' : arch === 'other' ? 'another architecture' : arch;
}
