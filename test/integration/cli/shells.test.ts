import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { useCli } from '../../support/cliRig.ts';
import { itWith } from '../../support/thisSystem.ts';

const exec = promisify(execFile);

/** A directory name like those of users, only worse. */
const CACHE = String.raw`Tom & Ann's "$HOME" \ caches`;

describe('the tools of a project in a shell', () => {
  const rig = useCli();

  const shells = [
    [
      'scripts',
      'bash',
      ['--norc', '-c'],
      'eval "$("$NODE" "$PROGRAM" -C "$FOLDER" --cache "$CACHE" env --shell bash)"; greet',
    ],
    ['zsh', 'zsh', ['-f', '-c'], 'eval "$("$NODE" "$PROGRAM" -C "$FOLDER" --cache "$CACHE" env --shell zsh)"; greet'],
    [
      'fish',
      'fish',
      ['--no-config', '-c'],
      '$NODE $PROGRAM -C $FOLDER --cache $CACHE env --shell fish | source; greet',
    ],
  ] as const;

  for (const [promised, shell, options, script] of shells)
    itWith(promised, `are found in ${shell}, by the line that env prints for it`, async () => {
      await rig.lock('greet', '1.0.0');
      const [, cache = ''] = rig.cacheAt(CACHE);
      assert.equal((await rig.call('restore', '--cache', cache)).code, 0);
      const env = {
        PATH: process.env['PATH'],
        HOME: rig.directory(),
        ...rig.env(),
        ...rig.program.env,
        NODE: process.execPath,
        PROGRAM: rig.program.file,
        FOLDER: rig.directory(),
        CACHE: cache,
      };
      assert.deepEqual(await exec(shell, [...options, script], { env }), { stdout: 'greet 1.0.0\n', stderr: '' });
    });
});
