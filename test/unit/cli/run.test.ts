import assert from 'node:assert/strict';
import { run } from '../../../src/cli/run.ts';
import { useTempDir } from '../../support/tempDir.ts';

describe('one call of the program', () => {
  const directory = useTempDir();

  async function call(...argv: readonly string[]) {
    const written = { stdout: '', stderr: '' };
    const world = {
      ...{ env: { XDG_CACHE_HOME: directory() }, platform: process.platform, home: directory(), version: '1.2.3' },
      signal: new AbortController().signal,
    };
    const code = await run(argv, world, {
      stdout: { write: (text) => (written.stdout += text) },
      stderr: { write: (text) => (written.stderr += text) },
    });
    return { code, ...written };
  }

  it('answers for people or for machines, and says the same by its exit code', async () => {
    const plain = await call('list');
    assert.deepEqual(plain, { code: 0, stdout: '', stderr: 'Nothing is installed.\n' });
    const json = await call('list', '--json');
    const { binDirectory, ...rest } = JSON.parse(json.stdout) as { binDirectory: string };
    assert.deepEqual(rest, { command: 'list', ok: true, tools: [] });
    assert.ok(binDirectory.startsWith(directory()));
  });

  it('has JSON alone on stdout, however it fails', async () => {
    for (const [argv, code, name] of [
      [['which', 'nothing'], 1, 'notThere'],
      [['restore', '-C', directory()], 1, 'noLock'],
      [['install', 'owner/repo'], 2, 'usage'],
      [['install', 'no source', '--instance', 'https://git.example.org'], 2, 'usage'],
      [['list', '--frob'], 2, 'usage'],
      [['list', '--instance', 'http://git.example.org'], 2, 'usage'],
    ] as const) {
      const result = await call(...argv, '--json');
      assert.equal(result.code, code, argv.join(' '));
      const { ok, error } = JSON.parse(result.stdout) as { ok: boolean; error: { code: string; message: string } };
      assert.deepEqual([ok, error.code], [false, name]);
      assert.equal(result.stderr, `${error.message}\n`);
    }
  });
});
