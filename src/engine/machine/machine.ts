import { parseCpuFlags, parseCpuInfo } from './cpu.ts';
import type { CpuFeature } from './cpu.ts';
import { parseOsRelease } from './distribution.ts';
import type { Arch, Machine, Os } from './platform.ts';

/** The probes of a machine, so that tests can play every answer. */
export interface MachineProbes {
  /** Node's values for the current process, which may be emulated. */
  readonly platform: string;
  readonly arch: string;
  /** The version of the system, as `os.release()`. */
  readonly release: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** The version of glibc that the process runs on; `undefined` with another libc. Used if there is no `ldd`. */
  readonly glibcVersion: () => string | undefined;
  readonly exists: (path: string) => Promise<boolean>;
  /** A system file as text; `undefined` if it cannot be read. */
  readonly text: (path: string) => Promise<string | undefined>;
  /**
   * The output of a system command, both streams; `undefined` if it cannot be run. A name means the program in the system's
   * own directories, whatever the PATH.
   */
  readonly output: (command: string, args: readonly string[]) => Promise<string | undefined>;
}

/** Windows 11, the first to run x64 programs on arm64. */
const FIRST_WITH_X64_EMULATION = 22_000;

const ROSETTA = '/Library/Apple/usr/libexec/oah/libRosettaRuntime';

/** Detects this machine, even from an emulated process. A failing probe leaves its answer open. */
export async function detectMachine(probes: MachineProbes): Promise<Machine> {
  const machine = await detectPlatform(probes);
  return { ...machine, ...(await detailsOf(machine, probes)) };
}

/** The same without the processor's features and the distribution: enough to tell which files of a lock are for it. */
export async function detectPlatform(probes: MachineProbes): Promise<Machine> {
  const arch = archOf(probes.arch);
  switch (probes.platform) {
    case 'darwin':
      return detectMac(probes);
    case 'win32':
      return detectWindows(probes);
    case 'linux':
      return { ...plain('linux', arch), ...(await detectLibc(probes)) };
    default:
      return plain(OTHERS.get(probes.platform) ?? 'other', arch);
  }
}

type Details = Pick<Machine, 'cpuFeatures' | 'distributions' | 'hasFile'>;

async function detailsOf({ os, arch }: Machine, probes: MachineProbes): Promise<Details> {
  if (os === 'darwin' && arch !== 'arm64') return { cpuFeatures: await macFeatures(probes.output) };
  if (os !== 'linux') return {};
  const [cpuInfo, osRelease] = await Promise.all([
    arch === 'x64' ? probes.text('/proc/cpuinfo') : undefined,
    firstText(probes, ['/etc/os-release', '/usr/lib/os-release']),
  ]);
  return {
    cpuFeatures: cpuInfo === undefined ? undefined : parseCpuInfo(cpuInfo),
    distributions: osRelease === undefined ? undefined : parseOsRelease(osRelease),
    hasFile: probes.exists,
  };
}

const OTHERS: ReadonlyMap<string, Os> = new Map([
  ['android', 'android'],
  ['freebsd', 'freebsd'],
  ['openbsd', 'openbsd'],
  ['netbsd', 'netbsd'],
]);

function plain(os: Os, arch: Arch, emulates: readonly Arch[] = []): Machine {
  return { os, arch, emulates, libc: undefined, glibcVersion: undefined };
}

/** Node's names. `ppc64` is little-endian: there is no current Node for the other kind. */
const ARCHS: ReadonlyMap<string, Arch> = new Map([
  ...(['x64', 'arm64', 'ia32', 'arm', 'riscv64', 'loong64', 's390x'] as const).map((arch) => [arch, arch] as const),
  ['ppc64', 'ppc64le'],
]);

function archOf(arch: string): Arch {
  return ARCHS.get(arch) ?? 'other';
}

async function firstText({ text }: MachineProbes, paths: readonly string[]): Promise<string | undefined> {
  for (const path of paths) {
    const found = await text(path);
    if (found !== undefined) return found;
  }
  return undefined;
}

async function detectMac({ arch, output, exists }: MachineProbes): Promise<Machine> {
  // 1 in a process that Rosetta translates; Macs without Rosetta do not know the name.
  const isTranslated = arch === 'x64' && (await output('sysctl', ['-in', 'sysctl.proc_translated']))?.trim() === '1';
  if (arch !== 'arm64' && !isTranslated) return plain('darwin', archOf(arch));
  return plain('darwin', 'arm64', isTranslated || (await exists(ROSETTA)) ? ['x64'] : []);
}

async function macFeatures(output: MachineProbes['output']): Promise<readonly CpuFeature[] | undefined> {
  const names = ['features', 'leaf7_features', 'extfeatures'].map((name) => `machdep.cpu.${name}`);
  const printed = await output('/usr/sbin/sysctl', ['-in', ...names]);
  return printed === undefined ? undefined : parseCpuFlags(printed);
}

/** Windows reveals processor features beyond x64 only through a native call. */
function detectWindows({ arch, release, env }: MachineProbes): Machine {
  const isArm =
    arch === 'arm64' ||
    // The first is set in emulated processes; the second names the processor even without the first.
    env['PROCESSOR_ARCHITEW6432']?.toUpperCase() === 'ARM64' ||
    env['PROCESSOR_IDENTIFIER']?.startsWith('ARMv8') === true;
  if (isArm) {
    const build = Number(release.split('.')[2] ?? 0);
    return plain('win32', 'arm64', build >= FIRST_WITH_X64_EMULATION ? ['x64', 'ia32'] : ['ia32']);
  }
  const is64 = arch === 'x64' || env['PROCESSOR_ARCHITEW6432']?.toUpperCase() === 'AMD64';
  return is64 ? plain('win32', 'x64', ['ia32']) : plain('win32', archOf(arch));
}

async function detectLibc({ text, ...probes }: MachineProbes): Promise<Pick<Machine, 'libc' | 'glibcVersion'>> {
  // glibc's is a script that contains what it prints, and reading it is ten times faster than running it.
  const written = versionOfLdd((await text('/usr/bin/ldd')) ?? '');
  if (written !== undefined) return { libc: 'gnu', glibcVersion: written };
  // musl's identifies itself and fails; glibc's prints its version.
  const ldd = (await probes.output('ldd', ['--version'])) ?? '';
  if (/musl/i.test(ldd)) return { libc: 'musl', glibcVersion: undefined };
  const version = versionOfLdd(ldd) ?? probes.glibcVersion();
  return { libc: version === undefined ? undefined : 'gnu', glibcVersion: version };
}

/** `ldd (Ubuntu GLIBC 2.35-0ubuntu3.4) 2.35`: the number at the end of the line, in the script before a quote. */
function versionOfLdd(ldd: string): string | undefined {
  const line = ldd.split('\n').find((one) => /GLIBC|GNU libc/i.test(one.split(/ldd \(/i, 2)[1] ?? '')) ?? '';
  return /(?<!\d)\d+\.\d+(?='?$)/.exec(line.trimEnd())?.[0];
}
