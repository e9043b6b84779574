import assert from 'node:assert/strict';
import path from 'node:path';
import { Printer } from '../../../src/cli/printer.ts';
import { run } from '../../../src/cli/run.ts';
import { useTempDir } from '../../support/tempDir.ts';

describe('one call of the program', () => {
  const directory = useTempDir();

  async function call(...argv: readonly string[]) {
    const written = { stdout: '', stderr: '' };
    const world = {
      env: { XDG_CACHE_HOME: directory() },
      platform: process.platform,
      home: directory(),
      version: '1.2.3',
      signal: new AbortController().signal,
      runProgram: () => Promise.reject(new Error('nothing is run here')),
    };
    const stdout = { write: (text: string) => (written.stdout += text) };
    const stderr = { write: (text: string) => (written.stderr += text) };
    const code = await run(argv, world, () => new Printer(stdout, stderr));
    return { code, ...written };
  }

  it('prints text or JSON, with a matching exit code', async () => {
    const plain = await call('list');
    assert.deepEqual(plain, { code: 0, stdout: '', stderr: 'Nothing is installed.\n' });
    const json = await call('list', '--json');
    const { binDirectory, ...rest } = JSON.parse(json.stdout) as { binDirectory: string };
    assert.deepEqual(rest, { command: 'list', ok: true, tools: [], unreadable: [] });
    assert.ok(binDirectory.startsWith(directory()));
  });

  it('prints only JSON on stdout, however it fails', async () => {
    for (const [argv, code, name] of [
      [['which', 'nothing'], 1, 'notThere'],
      [['restore', '-C', directory()], 1, 'noLock'],
      [['restore', '-C', path.resolve('package.json')], 2, 'usage'],
      [['install', 'owner/repo'], 2, 'usage'],
      [['install', 'no source', '--instance', 'https://git.example.org'], 2, 'usage'],
      [['list', '--frob'], 2, 'usage'],
      [['list', '--json=yes'], 2, 'usage'],
      [['list', '--cache', ''], 2, 'usage'],
      [['list', '-C', ' '], 2, 'usage'],
      [['list', '--instance', 'http://git.example.org'], 2, 'usage'],
    ] as const) {
      const result = await call(...argv, '--json');
      assert.equal(result.code, code, argv.join(' '));
      const { ok, error } = JSON.parse(result.stdout) as { ok: boolean; error: { code: string; message: string } };
      assert.deepEqual([ok, error.code], [false, name]);
      assert.equal(result.stderr, `${error.message}\n`);
    }
  });

  it('prints help and the version as JSON with --json', async () => {
    for (const flag of ['--version', '--help']) {
      const { code, stdout } = await call(flag, '--json');
      const { ok, text } = JSON.parse(stdout) as { ok: boolean; text: string };
      assert.deepEqual([code, ok], [0, true]);
      assert.equal(`${text}\n`, (await call(flag)).stdout);
    }
  });

  it('resolves a relative cache directory', async () => {
    const relative = path.relative(process.cwd(), path.join(directory(), 'cache'));
    const { stdout } = await call('list', '--json', '--cache', relative);
    const { binDirectory } = JSON.parse(stdout) as { binDirectory: string };
    assert.equal(binDirectory, path.join(directory(), 'cache', 'bin'));
  });
});
