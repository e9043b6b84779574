import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { CliError } from '../../../src/cli/cliError.ts';
import { batchArguments, notStarted, programToRun, withFirstOnPath } from '../../../src/cli/programToRun.ts';
import { useTempDir } from '../../support/tempDir.ts';

describe('the PATH of a program', () => {
  const pathOf = (PATH: string | undefined, platform: NodeJS.Platform = 'linux'): string | undefined =>
    withFirstOnPath('/env/bin', PATH === undefined ? {} : { PATH }, platform)['PATH'];

  it('begins with the directory, once', () => {
    assert.equal(pathOf('/usr/bin:/bin'), '/env/bin:/usr/bin:/bin');
    assert.equal(pathOf('/env/bin:/usr/bin:/env/bin'), '/env/bin:/usr/bin');
  });

  it('keeps empty parts, which mean the current directory, and adds none', () => {
    assert.equal(pathOf(':/usr/bin::/bin:'), '/env/bin::/usr/bin::/bin:');
    assert.equal(pathOf(''), '/env/bin');
  });

  it("falls back to the system's own search path without a PATH", () => {
    assert.equal(pathOf(undefined), '/env/bin:/usr/bin:/bin');
  });

  it('is the one variable that Windows has, however it is spelt', () => {
    const env = withFirstOnPath('C:\\env', { Path: 'C:\\Windows', TEMP: 'x' }, 'win32');
    assert.deepEqual(env, { Path: 'C:\\env;C:\\Windows', TEMP: 'x' });
    assert.deepEqual(withFirstOnPath('/e', { Path: 'x', PATH: 'y' }, 'linux'), { Path: 'x', PATH: '/e:y' });
  });
});

describe('the program to run', () => {
  const directory = useTempDir();
  const file = (name: string): string => path.join(directory(), name);

  it('is left to the system to find, except on Windows', async () => {
    const env = { PATH: '/nowhere' };
    const program = await programToRun({ command: 'saw', args: ['-x'], env, platform: 'linux', targets: new Map() });
    assert.deepEqual(program, { command: 'saw', file: 'saw', args: ['-x'], env, isVerbatim: false });
  });

  it('is found on Windows by its endings, in the order of the directories', async () => {
    for (const name of ['saw.exe', 'drill.cmd', 'notes.txt']) await writeFile(file(name), '', { mode: 0o755 });
    const env = { Path: `;${file('gone')};${directory()}`, PATHEXT: '.exe;.cmd', SystemRoot: 'C:\\Windows' };
    const targets = new Map([['Plane', 'C:\\installs\\plane.exe']]);
    const find = (command: string) => programToRun({ command, args: ['a b'], env, platform: 'win32', targets });
    assert.equal((await find('plane')).file, 'C:\\installs\\plane.exe', "the project's own program");
    assert.deepEqual(await find('saw'), {
      command: 'saw',
      file: file('saw.exe'),
      args: ['a b'],
      env,
      isVerbatim: false,
    });
    assert.equal((await find('saw.exe')).file, file('saw.exe'));
    const batch = await find('drill');
    assert.equal(batch.file, 'C:\\Windows\\System32\\cmd.exe');
    assert.deepEqual(batch.args.slice(0, 4), ['/e:ON', '/v:OFF', '/d', '/c']);
    assert.equal(batch.args[4], `""${file('drill.cmd')}" "a b""`);
    env.Path = `C:\\Tools;"${directory()}";;`;
    assert.equal((await find('saw')).file, file('saw.exe'), 'the PATH may have parts in quotes');
    for (const command of ['notes', 'gone', 'notes.txt']) {
      await assert.rejects(find(command), (error) => error instanceof CliError && error.code === 'noProgram');
    }
  });

  it('gets the arguments of a batch file in quotes that cmd.exe cannot leave', () => {
    const line = (...args: readonly string[]): string | undefined => batchArguments('C:\\a b\\x.cmd', args)[4];
    assert.equal(line('a&calc', 'b|c>d'), '""C:\\a b\\x.cmd" "a&calc" "b|c>d""');
    assert.equal(line('say "hi"'), '""C:\\a b\\x.cmd" "say ""hi""""');
    assert.equal(line('%PATH%'), '""C:\\a b\\x.cmd" "%%cd:~,%PATH%%cd:~,%""');
    assert.equal(line('ends\\', 'a\\"b', ''), '""C:\\a b\\x.cmd" "ends\\\\" "a\\\\""b" """');
    for (const arg of ['a\nb', 'a\rb', 'a\0b']) assert.throws(() => line(arg), CliError);
  });

  it('reports in one sentence why it was not started', () => {
    const program = { command: 'saw', file: 'saw', args: [], env: {}, isVerbatim: false };
    const reason = (code: string, command = 'saw'): unknown => {
      try {
        return notStarted({ ...program, command }, Object.assign(new Error('x'), { code }));
      } catch (error) {
        return error instanceof CliError && [error.code, error.message];
      }
    };
    assert.deepEqual(reason('ENOENT'), ['noProgram', 'There is no command saw on the PATH.']);
    assert.deepEqual(reason('ENOENT', './saw'), ['noProgram', './saw could not be started (ENOENT).']);
    assert.deepEqual(reason('EACCES'), ['notRun', 'saw could not be started (EACCES).']);
  });
});
