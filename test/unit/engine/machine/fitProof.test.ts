import assert from 'node:assert/strict';
import type { Header, ProgramHeader } from '../../../../src/engine/machine/program.ts';
import { proveFit } from '../../../../src/engine/machine/fitProof.ts';
import { MACHINES } from '../../../support/machines.ts';
import type { PlatformId } from '../../../support/machines.ts';
import { fitWords } from '../../../../src/words/fitWords.ts';

function program(parts: Partial<ProgramHeader>): Header {
  const plain: ProgramHeader = {
    format: 'elf',
    os: 'linux',
    archs: ['x64'],
    libc: 'static',
    minimumGlibc: undefined,
    interpreter: undefined,
  };
  return { kind: 'program', ...plain, ...parts };
}

async function proof(header: Header, platform: PlatformId): Promise<string> {
  const { verdict, reasons } = await proveFit(header, MACHINES[platform]);
  return `${verdict}: ${fitWords(reasons)}`;
}

describe('checking that a file runs here', () => {
  for (const [header, platform, expected] of [
    [program({}), 'linux-x64-musl', 'runs: Linux, x64, static: runs on any libc'],
    [program({ libc: 'gnu', minimumGlibc: '2.9' }), 'linux-x64-gnu', 'runs: Linux, x64, needs glibc 2.9'],
    [
      program({ libc: 'gnu', minimumGlibc: '2.39' }),
      'linux-x64-gnu',
      'misfit: Linux, x64, needs glibc 2.39, this machine has 2.35',
    ],
    [program({ libc: 'gnu' }), 'linux-x64-musl', 'misfit: Linux, x64, needs glibc, this machine has musl'],
    [
      program({ libc: 'musl' }),
      'linux-x64-gnu',
      'misfit: Linux, x64, needs the loader of musl, this machine has glibc',
    ],
    [program({ libc: undefined, interpreter: '/odd' }), 'linux-x64-gnu', 'unknown: Linux, x64, needs /odd'],
    [program({}), 'linux-arm64-gnu', 'misfit: Linux, x64, this machine is arm64'],
    [program({ archs: ['arm'] }), 'linux-arm64-gnu', 'misfit: Linux, arm, this machine is arm64'],
    [program({}), 'darwin-x64', 'misfit: Linux, x64, this machine runs macOS'],
    [program({ os: 'darwin' }), 'darwin-arm64', 'emulated: macOS, x64: runs on arm64 under emulation'],
    [program({ os: 'darwin', archs: ['x64', 'arm64'] }), 'darwin-arm64', 'runs: macOS, x64 and arm64'],
    [
      program({ os: 'win32', archs: ['ia32'] }),
      'win32-x64',
      'emulated: Windows, x86 (32-bit): runs on x64 under emulation',
    ],
    [program({ os: 'win32', archs: ['arm64'] }), 'win32-x64', 'misfit: Windows, arm64, this machine is x64'],
    [program({ format: 'portable', os: 'other' }), 'win32-x64', 'runs: runs on several systems'],
    [{ kind: 'script', interpreter: 'python3' }, 'darwin-x64', 'runs: a script that needs python3'],
    [
      { kind: 'script', interpreter: 'sh' },
      'win32-x64',
      'misfit: a script for sh, which Windows does not run by itself',
    ],
    [{ kind: 'damaged' }, 'linux-x64-gnu', 'misfit: looks like a program but is damaged'],
    [{ kind: 'other' }, 'linux-x64-gnu', 'unknown: is not a known kind of program'],
  ] as const) {
    it(expected, async () => assert.equal(await proof(header, platform), expected));
  }

  it('rejects a program whose loader is missing', async () => {
    const loader = '/nix/store/abc-glibc-2.40/lib/ld-linux-x86-64.so.2';
    const asked: string[] = [];
    const machine = (found: boolean) => ({
      ...MACHINES['linux-x64-gnu'],
      hasFile: async (path: string) => asked.push(path) > 0 && found,
    });
    const header = program({ libc: 'gnu', minimumGlibc: '2.34', interpreter: loader });
    const missing = await proveFit(header, machine(false));
    assert.equal(missing.verdict, 'misfit');
    assert.equal(
      fitWords(missing.reasons),
      `Linux, x64, needs glibc 2.34, its loader ${loader} is not on this machine`,
    );
    assert.equal((await proveFit(header, machine(true))).verdict, 'runs');
    assert.deepEqual(asked, [loader, loader]);
    const odd = program({ libc: undefined, interpreter: '/odd/loader' });
    assert.equal((await proveFit(odd, machine(false))).verdict, 'misfit');
    assert.equal((await proveFit(program({}), machine(false))).verdict, 'runs', 'a static program has none');
  });

  it('does not reject a program if the libc is unknown', async () => {
    const machine = { ...MACHINES['linux-x64-gnu'], libc: undefined };
    assert.equal((await proveFit(program({ libc: 'gnu' }), machine)).verdict, 'unknown');
  });
});
