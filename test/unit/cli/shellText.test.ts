import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { CliError } from '../../../src/cli/cliError.ts';
import { itWith } from '../../support/thisSystem.ts';
import type { Shell } from '../../../src/cli/completion/shape.ts';
import { pathLine, pathWord, shellOf } from '../../../src/cli/shellText.ts';

const HOSTILE = [
  '/plain/bin',
  '/with space/bin',
  `/it's "here"/bin`,
  "/'/''/bin'",
  '/$HOME/$(id)/`id`/bin',
  String.raw`/back\slash\/bin\\`,
  '/%PATH%/!x/#y/~/*?[a]/{b,c}/;&|<>/bin',
  '/\u2018smart\u2019/\u201a\u201b/bin',
  '/-n/--/bin',
];

const LINUX = { env: {}, platform: 'linux' } as const;

describe('the line that puts a directory on the PATH', () => {
  itWith('commandsOfUnix', 'means just that directory in bash and sh', async () => {
    // Bash must not read its start-up files, as it does if its input looks like a remote shell's.
    for (const [shell, ...options] of [['bash', '--norc'], ['sh']] as const) {
      for (const directory of HOSTILE) {
        const script = `${pathLine('bash', directory, LINUX)}; printf %s "$PATH"`;
        for (const [PATH, rest] of [
          ['/usr/bin:/bin', ':/usr/bin:/bin'],
          ['', ''],
        ] as const) {
          const { stdout } = await promisify(execFile)(`/bin/${shell}`, [...options, '-c', script], { env: { PATH } });
          assert.equal(stdout, directory + rest, `${shell} ${directory}`);
        }
      }
    }
  });

  itWith('zsh', 'means just that directory in zsh', async () => {
    for (const directory of HOSTILE) {
      for (const [PATH, rest] of [
        ['/usr/bin:/bin', ':/usr/bin:/bin'],
        ['', ''],
      ] as const) {
        const script = `PATH='${PATH}'; ${pathLine('zsh', directory, LINUX)}; printf %s "$PATH"`;
        const { stdout } = await promisify(execFile)('zsh', ['-f', '-c', script]);
        assert.equal(stdout, directory + rest, directory);
      }
    }
  });

  itWith('fish', 'means just that directory in fish', async () => {
    for (const directory of HOSTILE) {
      const script = `set -gx PATH /usr/bin; ${pathLine('fish', directory, LINUX)}; printf '%s\\n' $PATH`;
      const { stdout } = await promisify(execFile)('fish', ['--no-config', '-c', script]);
      assert.equal(stdout, `${directory}\n/usr/bin\n`);
    }
  });

  it('quotes for zsh as for bash', () => {
    for (const directory of HOSTILE)
      assert.equal(pathLine('zsh', directory, LINUX), pathLine('bash', directory, LINUX));
  });

  it('escapes quotes and backslashes for fish, which gives nothing else a meaning in single quotes', () => {
    assert.equal(
      pathLine('fish', String.raw`/it's a\b $c/bin`, LINUX),
      String.raw`set -gx PATH '/it\'s a\\b $c/bin' $PATH`,
    );
  });

  it('doubles each character that PowerShell treats as a single quote', () => {
    assert.equal(
      pathLine('pwsh', '/a\'b\u2018c\u2019d\u201ae\u201bf$g`h"/bin', LINUX),
      `$env:PATH = '/a''b\u2018\u2018c\u2019\u2019d\u201a\u201ae\u201b\u201bf$g\`h"/bin' + [IO.Path]::PathSeparator + $env:PATH`,
    );
  });

  it('writes Windows drives as Git Bash and Cygwin do, because a colon would end the entry', () => {
    const line = (shell: Shell, directory: string, env = {}): string =>
      pathLine(shell, directory, { env, platform: 'win32' });
    const gitBash = { MSYSTEM: 'MINGW64' };
    const directory = String.raw`C:\Users\Zoë O'Hara\bin`;
    assert.equal(line('bash', directory, gitBash), `export PATH='/c/Users/Zoë O'\\''Hara/bin'"\${PATH:+:$PATH}"`);
    assert.equal(line('fish', 'd:\\bin', gitBash), "set -gx PATH '/d/bin' $PATH");
    assert.equal(line('zsh', 'D:\\bin'), `export PATH='/cygdrive/d/bin'"\${PATH:+:$PATH}"`);
    assert.equal(line('bash', '\\\\server\\share\\bin', gitBash), `export PATH='//server/share/bin'"\${PATH:+:$PATH}"`);
    assert.match(line('pwsh', 'D:\\bin', gitBash), /= 'D:\\bin' /);
  });

  it('is refused for a path with control characters', () => {
    for (const text of ['/a\nb', '/a\u001b[2Jb', '/a\u0085b', '/a\u2028b']) {
      assert.throws(
        () => pathLine('bash', text, LINUX),
        (error) => error instanceof CliError && error.code === 'badPlace',
      );
    }
  });
});

describe('a path in a line to paste', () => {
  it('is one word of every shell that the system has', () => {
    const word = (file: string): string => pathWord(file, 'win32');
    assert.equal(word(String.raw`C:\Users\Zoë Doe (work)`), String.raw`"C:\Users\Zoë Doe (work)"`);
    assert.equal(word(String.raw`C:\$(calc)`), String.raw`'C:\$(calc)'`);
    assert.equal(word(String.raw`C:\50%`), String.raw`'C:\50%'`);
    assert.equal(word('C:\\'), "'C:\\'");
    assert.deepEqual([pathWord('/a/b', 'linux'), pathWord('/a b', 'linux')], ['/a/b', "'/a b'"]);
  });
});

describe('the shell that env writes for', () => {
  it('is the one of the user, also as Git Bash names it to programs of Windows', () => {
    const of = (SHELL: string | undefined, platform: NodeJS.Platform): string => shellOf({ env: { SHELL }, platform });
    assert.equal(of('/usr/bin/fish', 'linux'), 'fish');
    assert.equal(of('/bin/dash', 'linux'), 'bash');
    assert.equal(of(String.raw`C:\Program Files\Git\usr\bin\bash.exe`, 'win32'), 'bash');
    assert.equal(of('/usr/bin/zsh.exe', 'win32'), 'zsh');
    assert.equal(of(undefined, 'win32'), 'pwsh');
  });
});
