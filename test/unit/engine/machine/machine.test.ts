import assert from 'node:assert/strict';
import { detectMachine, detectPlatform } from '../../../../src/engine/machine/machine.ts';
import type { Machine } from '../../../../src/engine/machine/platform.ts';
import type { MachineProbes } from '../../../../src/engine/machine/machine.ts';
import { NODE_PROBES } from '../../../../src/engine/machine/nodeProbes.ts';

interface Played {
  readonly platform: string;
  readonly arch: string;
  readonly release?: string;
  readonly env?: MachineProbes['env'];
  readonly glibc?: string;
  readonly rosetta?: boolean;
  readonly outputs?: Readonly<Record<string, string>>;
  readonly texts?: Readonly<Record<string, string>>;
}

/** `os arch libc glibc, emulated architectures`. */
async function detect(played: Played): Promise<string> {
  const { os, arch: found, libc, glibcVersion, emulates } = await play(played);
  return [[os, found, libc, glibcVersion].filter((part) => part !== undefined).join(' '), ...emulates].join(', ');
}

function play({
  platform,
  arch,
  release = '',
  env = {},
  glibc,
  rosetta = false,
  outputs = {},
  texts = {},
}: Played): Promise<Machine> {
  return detectMachine({
    platform,
    arch,
    release,
    env,
    glibcVersion: () => glibc,
    exists: () => Promise.resolve(rosetta),
    text: (path) => Promise.resolve(texts[path]),
    output: (command, args) => Promise.resolve(outputs[[command, ...args].join(' ')]),
  });
}

const TRANSLATED = 'sysctl -in sysctl.proc_translated';

describe('detecting this machine', () => {
  it('tells its platform without reading about its processor and its distribution', async () => {
    const read: string[] = [];
    const text: MachineProbes['text'] = (path) => {
      read.push(path);
      return Promise.resolve(path === '/usr/bin/ldd' ? 'ldd (GNU libc) 2.39' : undefined);
    };
    const probes = { ...NODE_PROBES, platform: 'linux', arch: 'x64', text };
    const { os, arch, libc, glibcVersion, ...rest } = await detectPlatform(probes);
    assert.deepEqual([os, arch, libc, glibcVersion], ['linux', 'x64', 'gnu', '2.39']);
    assert.deepEqual([rest, read], [{ emulates: [] }, ['/usr/bin/ldd']]);
  });

  for (const [what, played, expected] of [
    ['an Intel Mac', { platform: 'darwin', arch: 'x64', outputs: { [TRANSLATED]: '' } }, 'darwin x64'],
    ['an Apple Mac with Rosetta', { platform: 'darwin', arch: 'arm64', rosetta: true }, 'darwin arm64, x64'],
    ['an Apple Mac without Rosetta', { platform: 'darwin', arch: 'arm64' }, 'darwin arm64'],
    [
      'a process under Rosetta',
      { platform: 'darwin', arch: 'x64', outputs: { [TRANSLATED]: '1\n' } },
      'darwin arm64, x64',
    ],
    ['Windows on x64', { platform: 'win32', arch: 'x64', env: { PROCESSOR_ARCHITECTURE: 'AMD64' } }, 'win32 x64, ia32'],
    ['Windows 11 on arm64', { platform: 'win32', arch: 'arm64', release: '10.0.22631' }, 'win32 arm64, x64, ia32'],
    ['Windows 10 on arm64', { platform: 'win32', arch: 'arm64', release: '10.0.19045' }, 'win32 arm64, ia32'],
    [
      'an x64 process on arm64 Windows',
      { platform: 'win32', arch: 'x64', release: '10.0.26100', env: { PROCESSOR_ARCHITEW6432: 'ARM64' } },
      'win32 arm64, x64, ia32',
    ],
    [
      'one that only its processor reveals',
      {
        platform: 'win32',
        arch: 'x64',
        release: '10.0.26100',
        env: { PROCESSOR_IDENTIFIER: 'ARMv8 (64-bit) Family 8' },
      },
      'win32 arm64, x64, ia32',
    ],
    [
      'a 32-bit process on x64 Windows',
      { platform: 'win32', arch: 'ia32', env: { PROCESSOR_ARCHITEW6432: 'AMD64' } },
      'win32 x64, ia32',
    ],
    ['32-bit Windows', { platform: 'win32', arch: 'ia32' }, 'win32 ia32'],
    [
      'Debian',
      {
        platform: 'linux',
        arch: 'x64',
        outputs: { 'ldd --version': 'ldd (Debian GLIBC 2.36-9+deb12u14) 2.36\nCopyright' },
      },
      'linux x64 gnu 2.36',
    ],
    [
      'Fedora',
      { platform: 'linux', arch: 'arm64', outputs: { 'ldd --version': 'ldd (GNU libc) 2.40\nCopyright' } },
      'linux arm64 gnu 2.40',
    ],
    [
      'Alpine',
      { platform: 'linux', arch: 'x64', outputs: { 'ldd --version': 'musl libc (x86_64)\nVersion 1.2.5\n' } },
      'linux x64 musl',
    ],
    [
      'a glibc whose ldd contains the version in its text',
      {
        platform: 'linux',
        arch: 'x64',
        texts: { '/usr/bin/ldd': "#!/usr/bin/bash\n# GNU C Library\n    echo 'ldd (Debian GLIBC 2.36-9) 2.36'\n" },
        outputs: { 'ldd --version': 'this one was not read' },
      },
      'linux x64 gnu 2.36',
    ],
    [
      'musl, whose ldd is its loader',
      {
        platform: 'linux',
        arch: 'x64',
        texts: { '/usr/bin/ldd': '\x7fELF 1.36' },
        outputs: { 'ldd --version': 'musl libc (x86_64)\nVersion 1.2.5\n' },
      },
      'linux x64 musl',
    ],
    ['Linux without ldd', { platform: 'linux', arch: 'x64', glibc: '2.39' }, 'linux x64 gnu 2.39'],
    ['Linux that prints nothing', { platform: 'linux', arch: 'x64' }, 'linux x64'],
    ['a rare processor', { platform: 'linux', arch: 'riscv64', glibc: '2.39' }, 'linux riscv64 gnu 2.39'],
    ['POWER', { platform: 'linux', arch: 'ppc64', glibc: '2.39' }, 'linux ppc64le gnu 2.39'],
    ['an unsupported processor', { platform: 'linux', arch: 'mipsel', glibc: '2.39' }, 'linux other gnu 2.39'],
    ['FreeBSD', { platform: 'freebsd', arch: 'x64' }, 'freebsd x64'],
    ['an unsupported system', { platform: 'sunos', arch: 'x64' }, 'other x64'],
  ] as const) {
    it(`detects ${what}`, async () => assert.equal(await detect(played), expected));
  }

  it('detects the processor and the distribution of Linux', async () => {
    const texts = {
      '/proc/cpuinfo': 'flags\t\t: pni ssse3 cx16 sse4_1 sse4_2 popcnt lahf_lm avx\n',
      '/usr/lib/os-release': 'ID=debian\nVERSION_ID="12"\n',
    };
    const { cpuFeatures, distributions } = await play({ platform: 'linux', arch: 'x64', texts });
    assert.deepEqual([cpuFeatures, distributions], [['v2', 'avx'], [{ id: 'debian', version: '12' }]]);
    const silent = await play({ platform: 'linux', arch: 'x64' });
    assert.deepEqual([silent.cpuFeatures, silent.distributions], [undefined, undefined]);
  });

  it("uses the system's sysctl for the processor of a Mac", async () => {
    const asked = '/usr/sbin/sysctl -in machdep.cpu.features machdep.cpu.leaf7_features machdep.cpu.extfeatures';
    const outputs = { [TRANSLATED]: '', [asked]: 'SSE3 SSSE3 CX16 SSE4.1 SSE4.2 POPCNT AVX1.0\nAVX2\nLAHF\n' };
    const { cpuFeatures } = await play({ platform: 'darwin', arch: 'x64', outputs });
    assert.deepEqual(cpuFeatures, ['v2', 'avx', 'avx2']);
  });

  it('detects the machine that runs this test', async () => {
    const { os } = await detectMachine(NODE_PROBES);
    assert.equal(os, process.platform);
  });

  it('treats a missing command as no answer', async () => {
    assert.equal(await NODE_PROBES.output('no-such-command-anywhere', []), undefined);
  });

  it('reads the output of a command that fails later', async () => {
    const script = 'console.error("musl"); process.exit(1)';
    assert.match((await NODE_PROBES.output(process.execPath, ['-e', script])) ?? '', /musl/);
  });
});
