import assert from 'node:assert/strict';
import { execFile, spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, readdir, realpath, rm, symlink, writeFile } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import { promisify } from 'node:util';
import { projectPaths } from '../../../src/engine/index.ts';
import { useCli } from '../../support/cliRig.ts';
import type { CliAnswer, CliResult } from '../../support/cliRig.ts';
import { CMD, EXE, itWith, THIS_SYSTEM } from '../../support/thisSystem.ts';

const { PATH = '' } = process.env;

describe('the command line and the environments of projects', function () {
  this.timeout(60_000);
  const rig = useCli();
  const cache = (): string => join(rig.directory(), 'the cache');

  /** All projects share one cache. */
  const run = (folder: string, ...args: readonly string[]): Promise<CliResult> =>
    rig.run({ args: ['--cache', cache(), '-C', folder, ...args], env: rig.env() });
  const ask = async (folder: string, ...args: readonly string[]): Promise<CliAnswer> => {
    const { stdout, stderr } = await run(folder, '--json', ...args);
    assert.match(stdout, /^\{/, stderr);
    return JSON.parse(stdout) as CliAnswer;
  };

  /** A project with a locked version of greet. */
  async function project(name: string, version: string): Promise<string> {
    const folder = join(rig.directory(), name);
    await mkdir(folder, { recursive: true });
    const tools = { greet: { instance: rig.forge.url, release: 'workshop/greet', version } };
    await writeFile(projectPaths(folder).file, JSON.stringify({ tools }));
    const { code, stderr } = await run(folder, 'update');
    assert.equal(code, 0, stderr);
    return folder;
  }

  async function restored(name: string, version: string): Promise<string> {
    const folder = await project(name, version);
    const { code, stderr } = await run(folder, 'restore');
    assert.equal(code, 0, stderr);
    return folder;
  }

  /** The version that greet prints when `exec` runs it. */
  const greeted = async (folder: string): Promise<string> => (await run(folder, 'exec', '--', 'greet')).stdout.trim();

  // Here the lines of `env` are for POSIX shells.
  itWith(
    'commandsOfUnix',
    "runs each project's locked version in its own shell, before and after restoring the other",
    async () => {
      const a = await restored('a', '1.0.0');
      const shells = [openShell((await run(a, 'env')).stdout)];
      assert.equal(await shells[0]?.type('greet'), 'greet 1.0.0');
      const b = await restored('b', '1.1.0');
      shells.push(openShell((await run(b, 'env')).stdout));
      const typed = async (): Promise<readonly string[]> => Promise.all(shells.map((shell) => shell.type('greet')));
      assert.deepEqual(await typed(), ['greet 1.0.0', 'greet 1.1.0']);
      await run(a, 'restore');
      assert.deepEqual(await typed(), ['greet 1.0.0', 'greet 1.1.0']);
      for (const [folder, version] of [
        [a, '1.0.0'],
        [b, '1.1.0'],
      ] as const) {
        const { stdout, stderr } = await run(folder, 'exec', '--', 'greet');
        assert.deepEqual([stdout, stderr], [`greet ${version}\n`, '']);
        assert.match((await ask(folder, 'which', 'greet')).path, new RegExp(`v${version}-`));
      }
      await project('a', '1.1.0');
      await run(a, 'restore');
      assert.deepEqual(await typed(), ['greet 1.1.0', 'greet 1.1.0'], 'an open shell follows its project');
      for (const shell of shells) shell.close();
    },
  );

  it("leaves the user's own tools to other folders", async () => {
    const outside = join(rig.directory(), 'outside');
    await mkdir(outside);
    assert.equal((await run(outside, 'install', 'workshop/greet@1.1.0')).code, 0);
    const before = await readdir(join(cache(), 'bin'));
    const a = await restored('a', '1.0.0');
    await run(a, 'restore', '--take-commands');
    assert.deepEqual(await readdir(join(cache(), 'bin')), before);
    const mine = await ask(outside, 'which', 'greet');
    assert.deepEqual([mine.from, /v1\.1\.0-/.test(mine.path)], ['user', true]);
    const { stdout } = await promisify(execFile)(join(cache(), 'bin', `greet${EXE}`));
    assert.equal(stdout.trim(), 'greet 1.1.0');
  });

  it('finds the project from any folder below it and reports what differs from the lock', async () => {
    const a = await project('a', '1.0.0');
    const below = join(a, 'src', 'deep');
    await mkdir(below, { recursive: true });
    for (const args of [['exec', '--', 'greet'], ['env'], ['which', 'greet'], ['list']]) {
      const { stderr } = await run(below, ...args);
      assert.match(
        stderr,
        /greet v1\.0\.0 is not installed\. Run "forgejo-artifacts restore -C .*a"+\./,
        args.join(' '),
      );
    }
    assert.equal((await run(below, 'exec', '--', 'greet')).code, 1);
    await run(a, 'restore');
    assert.equal(await greeted(below), 'greet 1.0.0');
    const { project: shown, tools } = await ask(below, 'list');
    assert.deepEqual([shown.folder, shown.isCurrent, shown.tools[0]?.state, tools.length], [a, true, 'ready', 1]);
    await project('a', '1.1.0');
    const outdated = await run(below, 'exec', '--', 'greet');
    assert.match(outdated.stderr, /greet v1\.1\.0 is locked, but the commands run v1\.0\.0\./);
    assert.equal(outdated.code, 1);
    const which = await run(below, 'which', 'greet');
    assert.deepEqual([which.code, which.stdout], [1, '']);
    assert.match(which.stderr, /greet v1\.1\.0 is locked, but the commands run v1\.0\.0\./);
    const { code, stderr } = await run(rig.directory(), 'exec', '--', 'greet');
    assert.deepEqual([code, /There is no forgejo-artifacts\.lock\.json in .* or above it\./.test(stderr)], [1, true]);
  });

  itWith('junctions', 'recognises a folder behind a link', async () => {
    const a = await restored('a', '1.0.0');
    const link = join(rig.directory(), 'link');
    await symlink(a, link, 'junction');
    assert.equal(await greeted(link), 'greet 1.0.0');
    assert.equal((await ask(link, 'env')).binDirectory, (await ask(a, 'env')).binDirectory);
  });

  it('passes on arguments, streams, the environment, the current directory and the exit code', async () => {
    const a = await restored('a', '1.0.0');
    const exec = (script: string, ...args: readonly string[]): Promise<CliResult> =>
      rig.run({
        args: ['--cache', cache(), '-C', a, 'exec', '--', process.execPath, '-e', script, '--', ...args],
        env: { ...rig.env(), ODD: 'a "b" $c %PATH% d' },
        cwd: rig.directory(),
        input: 'from stdin',
      });
    const here = await realpath(rig.directory());
    const args = ['--json', '-C', '--', ' x ', '', '"', 'a\\"b\\', '%PATH%', '^&|<>', 'ü 日本'];
    const repeat = `process.stdin.on('data', (text) => console.log(text + ' ' + process.env.ODD)).on('end', () => {
      console.log(process.cwd());
      console.error(JSON.stringify(process.argv.slice(1)));
      process.exitCode = 7;
    })`;
    const { code, stdout, stderr } = await exec(repeat, ...args);
    assert.deepEqual([code, stdout], [7, `from stdin a "b" $c %PATH% d\n${here}\n`]);
    assert.deepEqual(JSON.parse(stderr), args);
    const bin = (await ask(a, 'env')).binDirectory;
    assert.equal((await exec('console.log(process.env.PATH)')).stdout, `${bin}${delimiter}${PATH}\n`);
  });

  it('uses the exit codes of shells for a command that cannot run', async () => {
    const a = await restored('a', '1.0.0');
    const file = join(a, 'file');
    await writeFile(file, 'x');
    assert.deepEqual(await run(a, 'exec', '--', 'no-such-command'), {
      code: 127,
      stdout: '',
      stderr: 'There is no command no-such-command on the PATH.\n',
    });
    // Windows runs nothing without an extension.
    assert.equal((await run(a, 'exec', '--', file)).code, THIS_SYSTEM.scripts ? 126 : 127);
    assert.equal((await run(a, 'exec', '--', join(a, 'gone'))).code, 127);
    const unclear = await run(a, 'exec', 'greet');
    assert.deepEqual([unclear.code, /Write -- before the command/.test(unclear.stderr)], [2, true]);
    assert.equal((await run(a, 'exec', '--')).code, 2);
    const json = await ask(a, 'exec', '--', 'no-such-command');
    assert.deepEqual([json.ok, json.error.code], [false, 'noProgram']);
  });

  itWith('signals', 'passes on signals, and ends with the signal that ended the program', async () => {
    const a = await restored('a', '1.0.0');
    for (const signal of ['SIGTERM', 'SIGHUP', 'SIGINT', 'SIGUSR1', 'SIGUSR2'] as const) {
      const child = execChild(
        a,
        `trap 'echo got; exit 9' ${signal.slice(3)}; echo ready; while :; do sleep 0.05; done`,
      );
      assert.deepEqual(await ended(child, signal), { text: 'ready\ngot\n', code: 9, signal: null }, signal);
    }
    for (const signal of ['SIGTERM', 'SIGHUP', 'SIGINT'] as const) {
      const child = execChild(a, 'echo ready; exec sleep 60');
      assert.deepEqual(await ended(child, signal), { text: 'ready\n', code: null, signal });
    }
    const killed = await run(a, 'exec', '--', 'sh', '-c', 'kill -SEGV $$');
    assert.equal(killed.code, 128 + 11);
  });

  it('does not run another program instead of a command that lacks consent', async () => {
    const a = await project('a', '1.0.0');
    const theirs = join(rig.directory(), 'theirs');
    await mkdir(theirs);
    await writeFile(join(theirs, `greet${CMD}`), '#!/bin/sh\necho theirs\n', { mode: 0o755 });
    const env = { ...rig.env(), PATH: `${theirs}${delimiter}${PATH}` };
    const call = (...args: readonly string[]): Promise<CliResult> =>
      rig.run({ args: ['--cache', cache(), '-C', a, ...args], env });
    assert.match((await call('restore')).stderr, /greet is not a command: replaces .*theirs[/\\]greet/);
    const refused = await call('exec', '--', 'greet');
    assert.deepEqual([refused.code, /add --take-commands/.test(refused.stderr)], [1, true]);
    await call('restore', '--take-commands');
    assert.equal((await call('exec', '--', 'greet')).stdout.trim(), 'greet 1.0.0');
    await call('restore');
    assert.equal((await call('exec', '--', 'greet')).stdout.trim(), 'greet 1.0.0', 'the folder keeps the answer');
  });

  it('uninstalls a tool that a project uses only with --force', async () => {
    const a = await restored('a', '1.0.0');
    const refused = await run(a, 'uninstall', 'greet');
    assert.equal(refused.code, 1);
    assert.match(refused.stderr, /^It is used in .*a\. To remove it anyway/);
    assert.equal(await greeted(a), 'greet 1.0.0');
    assert.equal((await run(a, 'uninstall', 'greet', '--force')).code, 0);
    assert.equal((await run(a, 'exec', '--', 'greet')).code, 1);
    assert.equal((await run(a, 'restore', '--offline')).code, 0);
    assert.equal(await greeted(a), 'greet 1.0.0');
  });

  it('shows installed tools that only need linking in a dry run', async () => {
    const a = await restored('a', '1.0.0');
    const b = await project('b', '1.0.0');
    assert.match((await run(a, 'restore', '--dry-run')).stdout, /greet v1\.0\.0: is installed already$/m);
    assert.match(
      (await run(b, 'restore', '--dry-run')).stdout,
      /greet v1\.0\.0: is installed already and would be linked$/m,
    );
    assert.equal((await run(b, 'exec', '--', 'greet')).code, 1);
  });

  it('requests only the file when the cache is empty, and nothing when it is cached', async () => {
    const a = await project('a', '1.0.0');
    await rm(cache(), { recursive: true });
    const asked = async (): Promise<readonly string[]> => {
      rig.forge.requests.length = 0;
      const { code, stderr } = await run(a, 'restore');
      assert.equal(code, 0, stderr);
      return rig.forge.requests.map(({ path }) => path);
    };
    assert.match((await asked()).join(' '), /^\/attachments\/[0-9a-f-]+$/);
    assert.deepEqual(await asked(), []);
    await rm(join(cache(), 'environments'), { recursive: true });
    assert.deepEqual(await asked(), []);
  });

  function execChild(folder: string, script: string): ChildProcess {
    const args = [rig.program.file, '--cache', cache(), '-C', folder, 'exec', '--', 'sh', '-c', script];
    return spawn(process.execPath, args, { env: { PATH, ...rig.env() }, stdio: ['ignore', 'pipe', 'inherit'] });
  }
});

/** Sends a signal once the program prints that it is ready. */
async function ended(child: ChildProcess, signal: NodeJS.Signals): Promise<object> {
  let text = '';
  child.stdout?.setEncoding('utf8').on('data', (more: string) => {
    if (text === '') child.kill(signal);
    text += more;
  });
  const [code, endedBy] = (await once(child, 'close')) as [number | null, NodeJS.Signals | null];
  return { text, code, signal: endedBy };
}

interface Shell {
  readonly type: (line: string) => Promise<string>;
  readonly close: () => void;
}

/** A shell that stays open. */
function openShell(startup: string): Shell {
  const shell = spawn('bash', ['--norc', '--noprofile'], { env: { PATH }, stdio: ['pipe', 'pipe', 'inherit'] });
  shell.stdout.setEncoding('utf8');
  shell.stdin.write(startup);
  return {
    type: async (line) => {
      // The shell may have remembered another version under this name.
      shell.stdin.write(`hash -r; ${line}\n`);
      const [text] = (await once(shell.stdout, 'data')) as [string];
      return text.trim();
    },
    close: () => void shell.kill(),
  };
}
