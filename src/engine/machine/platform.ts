import type { CpuFeature } from './cpu.ts';
import type { Distribution } from './distribution.ts';

/** Operating systems that a name can mean. Only the first three are ones we run on; `other` is any further one. */
export type Os = 'linux' | 'darwin' | 'win32' | 'android' | 'freebsd' | 'openbsd' | 'netbsd' | 'wasm' | 'other';

/** `arm`: some 32-bit ARM, or bare `arm`, whose width a name does not tell. `other`: named, and none of ours. */
export type Arch = 'x64' | 'arm64' | 'ia32' | 'arm' | 'other';

/** The C library that a program needs. `static`: none. */
export type Libc = 'gnu' | 'musl' | 'static';

/** The machine that the tool is to run on. */
export interface Machine {
  readonly os: Os;
  /** Of the machine itself, not of an emulated process on it. */
  readonly arch: Arch;
  /** Further architectures whose programs the system runs by itself. */
  readonly emulates: readonly Arch[];
  /** Linux only; `undefined` where it could not be told. */
  readonly libc: 'gnu' | 'musl' | undefined;
  /** Such as `2.35`, where the C library is glibc. */
  readonly glibcVersion: string | undefined;
  /** What the processor has beyond the first x64 one; `undefined` where it could not be told. */
  readonly cpuFeatures?: readonly CpuFeature[] | undefined;
  /** Linux only: its distribution first, then what that is built on. `undefined` where it could not be told. */
  readonly distributions?: readonly Distribution[] | undefined;
  /** Whether a file is there, as the loader of a program has to be. Absent for a machine that is not this one. */
  readonly hasFile?: ((path: string) => Promise<boolean>) | undefined;
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

/** For people. */
export function osName(os: Os): string {
  return OS_NAMES[os];
}

/** For people: the names that publishers use. */
export function archName(arch: Arch): string {
  return arch === 'ia32' ? 'x86 (32-bit)' : arch === 'other' ? 'another architecture' : arch;
}
