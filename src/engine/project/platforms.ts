import type { Arch, Machine } from '../machine/platform.ts';

/** The platforms that a lock covers. `-musl` means Linux without glibc; plain `linux-…` has glibc. */
export const PLATFORMS = [
  'linux-x64',
  'linux-x64-musl',
  'linux-arm64',
  'linux-arm64-musl',
  'linux-arm',
  'linux-arm-musl',
  'linux-ia32',
  'linux-ia32-musl',
  'darwin-x64',
  'darwin-arm64',
  'win32-x64',
  'win32-arm64',
  'win32-ia32',
] as const;
export type Platform = (typeof PLATFORMS)[number];

/** `any`: one file for all of them. */
export const PLATFORM_KEYS = ['any', ...PLATFORMS] as const;
export type PlatformKey = (typeof PLATFORM_KEYS)[number];

/** A machine of that platform without emulation: its pick runs natively on all such machines. */
export function machineOf(platform: Platform): Machine {
  const [os, arch, libc] = platform.split('-') as ['linux' | 'darwin' | 'win32', Arch, 'musl' | undefined];
  return {
    os,
    arch,
    emulates: [],
    libc: os === 'linux' ? (libc ?? 'gnu') : undefined,
    glibcVersion: undefined,
  };
}

/** The name of a machine in messages, and the key to look up first. */
export function platformOf({ os, arch, libc }: Machine): string {
  return `${os}-${arch}${os === 'linux' && libc !== 'gnu' ? '-musl' : ''}`;
}

/** A key of a lock that fits a machine, and the architecture it would emulate. */
interface PlatformChoice {
  readonly key: string;
  readonly emulated?: Arch | undefined;
}

/**
 * The keys that fit a machine, best first: its own, musl programs on glibc, those for any platform, and last those it can
 * emulate. A machine with an unknown libc gets only what runs with any.
 */
export function choicesFor(machine: Machine): readonly PlatformChoice[] {
  const { os, arch, emulates, libc } = machine;
  const keysOf = (one: Arch): readonly string[] => {
    const own = `${os}-${one}`;
    if (os !== 'linux') return [own];
    return libc === 'gnu' ? [own, `${own}-musl`] : [`${own}-musl`];
  };
  return [
    ...[...keysOf(arch), 'any'].map((key) => ({ key })),
    ...emulates.flatMap((emulated) => keysOf(emulated).map((key) => ({ key, emulated }))),
  ];
}
