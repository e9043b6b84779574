import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { bashCompletion } from '../../../src/cli/completion/bash.ts';
import { fishCompletion } from '../../../src/cli/completion/fish.ts';
import { pwshCompletion } from '../../../src/cli/completion/pwsh.ts';
import { zshCompletion } from '../../../src/cli/completion/zsh.ts';
import { programShape } from '../../../src/cli/parseArguments.ts';
import { useTempDir } from '../../support/tempDir.ts';
import { describeWith, itWith } from '../../support/thisSystem.ts';

const COMMAND_NAMES = programShape().commands.map(({ name }) => name);

/** What bash offers after these words, the last of which is being typed. */
function offered(...words: readonly string[]): readonly string[] {
  const all = ['forgejo-artifacts', ...words];
  const quoted = all.map((word) => `'${word}'`).join(' ');
  const call = `COMP_WORDS=(${quoted}); COMP_CWORD=${words.length}; _forgejo_artifacts; printf '%s\\n' "\${COMPREPLY[@]}"`;
  const text = execFileSync('bash', ['-c', `${bashCompletion(programShape())}\n${call}`], { encoding: 'utf8' });
  return text.split('\n').filter((line) => line !== '');
}

describe('completions', () => {
  const directory = useTempDir();

  describeWith('commandsOfUnix', 'in bash', () => {
    it('offers commands, then options of the command and of all commands', () => {
      assert.deepEqual(offered(''), COMMAND_NAMES);
      assert.deepEqual(offered('ver'), ['versions', 'verify']);
      assert.deepEqual(offered('restore', '--fr'), ['--frozen']);
      assert.deepEqual(offered('--json', 'list', '--off'), ['--offline']);
      assert.deepEqual(offered('list', '--fr'), []);
      assert.deepEqual(offered('install', '--h'), ['--help']);
    });

    it('offers the values that can follow, and leaves files to the shell', () => {
      assert.ok(offered('install', '--require', 'si').includes('signature'));
      assert.deepEqual(offered('completion', ''), ['bash', 'zsh', 'fish', 'pwsh']);
      assert.deepEqual(offered('download', 'o/r', '--output', 're'), []);
      assert.deepEqual(offered('download', 'o/r', '--cache', 're'), []);
    });
  });

  itWith('fish', 'in fish are commands, options of the command and of all, and the values that can follow', () => {
    const offers = (line: string): readonly string[] => {
      const script = `${fishCompletion(programShape())}\ncomplete -C 'forgejo-artifacts ${line}'`;
      const text = execFileSync('fish', ['--no-config', '-c', script], { encoding: 'utf8' });
      return text.split('\n').flatMap((one) => one.split('\t')[0] || []);
    };
    assert.deepEqual(offers(''), [...COMMAND_NAMES].sort());
    assert.deepEqual(offers('ver'), ['verify', 'versions']);
    assert.deepEqual(offers('restore --fr'), ['--frozen']);
    assert.deepEqual(offers('--json list --off'), ['--offline']);
    assert.deepEqual(offers('list --fr'), []);
    assert.deepEqual(offers('completion '), ['bash', 'fish', 'pwsh', 'zsh']);
    assert.ok(offers('inspect --require si').includes('signature'));
  });

  itWith('zsh', 'in zsh are made by a function that zsh takes as its own, sourced or found on fpath', async () => {
    await writeFile(join(directory(), '_forgejo-artifacts'), zshCompletion(programShape()));
    const start = 'fpath=($PWD $fpath); autoload -Uz compinit && compinit -u -D;';
    for (const load of ['', 'source ./_forgejo-artifacts;']) {
      const script = `${start} ${load} print -r -- $_comps[forgejo-artifacts]`;
      const options = { cwd: directory(), encoding: 'utf8' } as const;
      const expected = load === '' ? '_forgejo-artifacts\n' : '_forgejo_artifacts\n';
      assert.equal(execFileSync('zsh', ['-f', '-c', script], options), expected);
    }
  });

  for (const [shell, script] of Object.entries({
    bash: bashCompletion,
    zsh: zshCompletion,
    fish: fishCompletion,
    pwsh: pwshCompletion,
  })) {
    it(`has every command and every option for ${shell}`, () => {
      const shape = programShape();
      const text = script(shape);
      for (const { name, options } of [...shape.commands, { name: shape.name, options: shape.options }]) {
        assert.ok(text.includes(name), name);
        for (const { long } of options)
          assert.ok(text.includes(shell === 'fish' ? `-l ${long.slice(2)} ` : long), long);
      }
    });
  }

  it('quotes descriptions', () => {
    const option = { long: '--x', short: '-x', description: "it's [a]: b", value: 'text', choices: [] } as const;
    const shape = { name: 'p', commands: [], options: [option] };
    assert.ok(zshCompletion(shape).includes(String.raw`'*--x[it'\''s \[a\]\: b]:value:'`));
    assert.ok(fishCompletion(shape).includes(String.raw`-s x -l x -x -d 'it\'s [a]: b'`));
    assert.ok(pwshCompletion(shape).includes("'--x' = 'it''s [a]: b'"));
  });
});
