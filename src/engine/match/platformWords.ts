import type { CpuFeature } from '../machine/cpu.ts';
import type { Arch, Libc, Os } from '../machine/platform.ts';
import { withoutEnd } from '../text.ts';
import { isShortDistribution } from './distributionWords.ts';

/** What one word of a file name says about where the file runs. */
export interface PlatformWord {
  readonly os?: Os;
  readonly arch?: Arch;
  /** Only a hint (`win32`, `64bit`): any other architecture word takes precedence. */
  readonly weakArch?: Arch;
  readonly libc?: Libc;
  /** One file for every architecture of its system. */
  readonly universal?: true;
  /** The lowest version of the ARM architecture that it needs. */
  readonly level?: number;
  /** The processor features that it needs. */
  readonly cpu?: CpuFeature;
  /** A build for any processor, next to builds that are not. */
  readonly baseline?: true;
  /** Says nothing alone: the vendor of a target triple. */
  readonly filler?: true;
}

function rows(words: string, says: PlatformWord): [string, PlatformWord][] {
  return words.split(' ').map((word) => [word, says]);
}

const LINUX_GNU: PlatformWord = { os: 'linux', libc: 'gnu' };

/** Words as Go, Rust, Zig, Node, .NET, Java, Debian and their release tools spell them, in lower case. */
const WORDS: ReadonlyMap<string, PlatformWord> = new Map([
  ...rows('linux lin lnx gnulinux archlinux nixos appimage', { os: 'linux' }),
  ...rows('linux64 lin64', { os: 'linux', weakArch: 'x64' }),
  ...rows('linux32 lin32', { os: 'linux', weakArch: 'ia32' }),
  ...rows('manylinux manylinux1 manylinux2010 manylinux2014', { os: 'linux', libc: 'gnu' }),
  ...rows('alpine musllinux linuxmusl', { os: 'linux', libc: 'musl' }),
  ...rows('darwin macos mac macosx osx apple macintosh', { os: 'darwin' }),
  ...rows('highsierra mojave catalina bigsur monterey ventura sonoma sequoia tahoe', { os: 'darwin' }),
  ...rows('darwin64 macos64 mac64 osx64', { os: 'darwin', weakArch: 'x64' }),
  ...rows('windows win winnt cygwin msys msys2 ucrt ucrt64 win7 win8 win10 win11', { os: 'win32' }),
  ...rows('msvc mingw mingw32 mingw64 gnullvm', { os: 'win32' }),
  ...rows('win64 windows64 w64', { os: 'win32', weakArch: 'x64' }),
  ...rows('win32 windows32 w32', { os: 'win32', weakArch: 'ia32' }),
  ...rows('android androideabi termux', { os: 'android' }),
  ...rows('freebsd', { os: 'freebsd' }),
  ...rows('openbsd', { os: 'openbsd' }),
  ...rows('netbsd', { os: 'netbsd' }),
  ...rows('wasm wasm32 wasm64 wasi wasip1 wasip2 emscripten', { os: 'wasm', arch: 'other' }),
  ...rows('dragonfly dragonflybsd solaris sunos illumos omnios aix plan9 haiku fuchsia redox hurd zos', {
    os: 'other',
  }),
  ...rows('ios iphoneos tvos watchos visionos maccatalyst ohos openharmony', { os: 'other' }),

  ...rows('x64 amd64 x8664 x86x64 intel64 em64t amd64v1 x64v1', { arch: 'x64' }),
  ...rows('amd intel 64bit 64bits bit64', { weakArch: 'x64' }),
  ...rows('x64v2 amd64v2', { arch: 'x64', cpu: 'v2' }),
  ...rows('x64v3 amd64v3', { arch: 'x64', cpu: 'v3' }),
  ...rows('x64v4 amd64v4', { arch: 'x64', cpu: 'v4' }),
  ...rows('avx', { weakArch: 'x64', cpu: 'avx' }),
  ...rows('avx2', { weakArch: 'x64', cpu: 'avx2' }),
  ...rows('avx512 avx512f', { weakArch: 'x64', cpu: 'avx512' }),
  ...rows('baseline noavx', { baseline: true }),
  ...rows('arm64 aarch64 armv8 armv8a armv8l arm64v8 arm64e arm8 arm64ec', { arch: 'arm64' }),
  ...rows('silicon applesilicon m1 m2 m3 m4', { weakArch: 'arm64' }),
  ...rows('arm', { arch: 'arm' }),
  ...rows('armhf armel arm32 armeabi eabihf eabi arm32bit', { arch: 'arm', level: 6 }),
  ...rows('armv5 armv5l armv5te armv5tel arm5 arm32v5', { arch: 'arm', level: 5 }),
  ...rows('armv6 armv6l armv6hf armv6hl arm6 arm32v6', { arch: 'arm', level: 6 }),
  ...rows('aarch32 armv7 armv7l armv7a armv7hf armv7hl armv7h arm7 arm32v7', { arch: 'arm', level: 7 }),
  ...rows('386 i386 i486 i586 i686 x86 x32 ia32 x86x32 686', { arch: 'ia32' }),
  ...rows('32bit 32bits bit32', { weakArch: 'ia32' }),
  ...rows('riscv64 riscv64gc rv64 rv64gc', { arch: 'riscv64' }),
  ...rows('loong64 loongarch64', { arch: 'loong64' }),
  ...rows('ppc64le ppc64el powerpc64le', { arch: 'ppc64le' }),
  ...rows('s390x', { arch: 's390x' }),
  ...rows('ppc ppc64 powerpc powerpc64 s390 sparc sparc64 sparcv9 ia64 riscv riscv32 m68k sh4 hppa', { arch: 'other' }),
  ...rows('mips mipsle mipsel mips64 mips64le mips64el mips64r6 mipsisa64r6el thumbv7 armeb arm64be', {
    arch: 'other',
  }),
  ...rows('universal universal2 fat multiarch noarch all any', { universal: true }),

  ...rows('gnu glibc', { libc: 'gnu' }),
  ...rows('musl', { libc: 'musl' }),
  ...rows('static statically', { libc: 'static' }),
  ...rows('gnueabihf gnueabi', { os: 'linux', arch: 'arm', level: 6, libc: 'gnu' }),
  ...rows('musleabihf musleabi', { os: 'linux', arch: 'arm', level: 6, libc: 'musl' }),
  // Systems with an ABI of their own, whatever the processor.
  ...rows('gnux32 gnuabin32', { os: 'other' }),
  ...rows('gnuabi64 muslabi64', { os: 'linux', arch: 'other' }),
  ...rows('uclibc uclibceabi uclibceabihf', { os: 'linux', arch: 'other' }),
  ...rows('unknown pc', { filler: true }),

  ...rows('ubuntu debian centos fedora rhel rockylinux rocky almalinux amazonlinux opensuse suse', LINUX_GNU),
  ...rows('buster bullseye bookworm trixie xenial bionic focal jammy noble', LINUX_GNU),
]);

/** Names that a release may be attached to (`ubuntu2204`, `el9`, `macos13`). */
const WITH_RELEASE: ReadonlyMap<string, PlatformWord> = new Map([
  ...rows('ubuntu debian linuxmint centos fedora rhel rockylinux rocky almalinux alma', LINUX_GNU),
  ...rows('amazonlinux opensuse suse sles', LINUX_GNU),
  ...rows('glibc', { libc: 'gnu' }),
  ...rows('alpine', { os: 'linux', libc: 'musl' }),
  ...rows('macos macosx osx darwin mac', { os: 'darwin' }),
  ...rows('freebsd', { os: 'freebsd' }),
  ...rows('android', { os: 'android' }),
]);

/** The year in `windows2022` is a release; other numbers after the word are not. */
const WITH_YEAR = /^(?:windows|win)20\d\d$/;

/** What the word says; `undefined` if it says nothing about a platform. */
export function platformWord(word: string): PlatformWord | undefined {
  const known = WORDS.get(word);
  if (known) return known;
  const name = withoutEnd(word, '0123456789');
  if (name.length === word.length) return undefined;
  if (isShortDistribution(word)) return LINUX_GNU;
  return WITH_YEAR.test(word) ? { os: 'win32' } : WITH_RELEASE.get(name);
}
