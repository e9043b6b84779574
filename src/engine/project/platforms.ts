import type { Arch, Machine } from '../machine/platform.ts';

/** The platforms that a lock looks at. `-musl` is Linux without glibc; plain `linux-…` has glibc. */
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

/** A machine of that platform that emulates nothing: what it picks runs natively on all of them. */
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

/** What a machine is called: in messages, and as the key that is looked for first. */
export function platformOf({ os, arch, libc }: Machine): string {
  return `${os}-${arch}${os === 'linux' && libc !== 'gnu' ? '-musl' : ''}`;
}

/** A key of a lock under which a machine may look, and what it runs there under emulation. */
interface PlatformChoice {
  readonly key: string;
  readonly emulated?: Arch | undefined;
}

/**
 * The keys under which a machine looks, best first: its own, programs for musl where it has glibc, what is for any, and
 * last what it emulates. A machine whose libc could not be told takes what runs on any.
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
