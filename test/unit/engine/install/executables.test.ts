import assert from 'node:assert/strict';
import { baseName } from '../../../../src/engine/install/commandName.ts';
import { canBeProgram, chooseExecutables, chosenExecutables } from '../../../../src/engine/install/executables.ts';
import type { ProgramCandidate } from '../../../../src/engine/install/executables.ts';

type Kind = 'native' | 'script' | 'misfit';

function candidate(spec: string): ProgramCandidate {
  const [path, kind] = spec.split(' ') as [string, Kind?];
  return {
    path,
    header:
      kind === 'script'
        ? { kind: 'script', interpreter: 'sh' }
        : {
            kind: 'program',
            format: 'elf',
            os: 'linux',
            archs: ['x64'],
            libc: 'static',
            minimumGlibc: undefined,
            interpreter: undefined,
          },
    proof: { verdict: kind === 'misfit' ? 'misfit' : 'runs', reasons: [] },
  };
}

function choice(...specs: readonly string[]): string {
  const { kind, candidates } = chooseExecutables(specs.map(candidate), (path) => baseName(path) === 'tool');
  return [kind, ...candidates.map(({ path }) => path)].join(' ');
}

describe('chooseExecutables', () => {
  for (const [why, specs, expected] of [
    ['the only program', ['a/rg', 'install.sh script'], 'found a/rg'],
    ['the only script', ['run.sh script'], 'found run.sh'],
    ['the one named like the tool', ['tool', 'x/other'], 'found tool'],
    ['native programs next to the tool', ['tool', 'tool-keygen', 'setup.sh script'], 'found tool tool-keygen'],
    ['the uppermost of two named like the tool', ['a/b/tool', 'a/tool'], 'found a/tool'],
    ['all in the uppermost bin', ['bin/a', 'bin/b script', 'lib/bin/c', 'x'], 'found bin/a bin/b'],
    ['the one named like the tool first in a bin', ['bin/a', 'bin/tool', 'tool'], 'found bin/tool bin/a'],
    ['the tool before a bin without it', ['bin/a', 'tool'], 'found tool bin/a'],
    ['programs that run here before those that do not', ['win/tool misfit', 'linux/x'], 'found linux/x'],
    ['programs that do not run here, to report that', ['win/tool misfit'], 'found win/tool'],
  ] as const) {
    it(`finds ${why}`, () => assert.equal(choice(...specs), expected));
  }

  it('is undecided between several candidates, native programs first', () => {
    assert.equal(choice('z.sh script', 'deep/c', 'b', 'a'), 'ask b a deep/c z.sh');
  });

  it('returns nothing without candidates', () => assert.equal(choice(), 'ask'));
});

describe('chosenExecutables', () => {
  const all = ['win/tool misfit', 'linux/tool', 'bin/x'].map(candidate);
  const chosen = (...names: readonly string[]): readonly string[] | undefined =>
    chosenExecutables(all, names, baseName)?.map(({ path }) => path);

  it('accepts paths, and names of which the one that runs here is meant', () => {
    assert.deepEqual(chosen('win/tool'), ['win/tool']);
    assert.deepEqual(chosen('tool', 'bin/x'), ['linux/tool', 'bin/x']);
  });

  it('is undecided if one is missing, or none was chosen', () => {
    assert.equal(chosen('tool', 'gone'), undefined);
    assert.equal(chosen(), undefined);
  });
});

describe('canBeProgram', () => {
  for (const path of ['tool', 'a/tool.exe', 'python3.11', 'share-it', 'x/run.sh']) {
    it(`examines ${path}`, () => assert.ok(canBeProgram(path)));
  }
  for (const path of [
    'lib/libx.so',
    'libx.so.1.2',
    'x.DLL',
    'x.dylib',
    'completions/tool',
    'tests/run',
    'tool.1',
    'tool.bash',
    'LICENSE.md',
    'node_modules/x/cli',
  ]) {
    it(`does not examine ${path}`, () => assert.ok(!canBeProgram(path)));
  }
});
