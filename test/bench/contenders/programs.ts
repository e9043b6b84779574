import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { fileUrl } from './contender.ts';
import type { Contender, Wanted } from './contender.ts';
import { sync } from './rivals.ts';

const run = promisify(execFile);

/** Whether a program is installed here. */
export async function isThere(program: string): Promise<boolean> {
  return run(program, ['--version']).then(
    () => true,
    (error: NodeJS.ErrnoException) => error.code !== 'ENOENT',
  );
}

/** `curl`, then `sha256sum`. `ms` includes a sync at the end, `asIsMs` does not. */
export const curl: Contender = ({ directory, url, files }) => {
  const [{ name, sha256 }] = files as [Wanted];
  const path = join(directory, name);
  const work = async () => {
    const startedAt = performance.now();
    await run('curl', ['--silent', '--fail', '--output', path, fileUrl(url, name)]);
    const { stdout } = await run('sha256sum', [path]);
    assert.ok(stdout.startsWith(sha256));
    const asIsMs = performance.now() - startedAt;
    await sync(path);
    return { asIsMs };
  };
  return Promise.resolve({ work });
};

/** aria2 syncs nothing. */
export const aria2: Contender = async ({ directory, url, files, concurrent }) => {
  const list = join(directory, 'list.txt');
  const entry = ({ name, sha256 }: Wanted): string => `${fileUrl(url, name)}\n checksum=sha-256=${sha256}\n`;
  await writeFile(list, files.map(entry).join(''));
  const options = ['--quiet', `--max-concurrent-downloads=${concurrent}`, '--split=1', `--dir=${directory}`];
  const work = async () => {
    await run('aria2c', [...options, `--input-file=${list}`]);
    return {};
  };
  return { work };
};

const digestBy =
  (program: string, args: readonly string[]): Contender =>
  async ({ directory, url, files }) => {
    const [{ name, sha256 }] = files as [Wanted];
    const path = join(directory, name);
    await run('curl', ['--silent', '--fail', '--output', path, fileUrl(url, name)]);
    const work = async () => {
      const { stdout } = await run(program, [...args, path]);
      assert.ok(stdout.includes(sha256));
      return {};
    };
    return { work };
  };

export const sha256sum = digestBy('sha256sum', []);
export const openssl = digestBy('openssl', ['dgst', '-sha256']);
