import { execFile } from 'node:child_process';
import { rmSync } from 'node:fs';
import { mkdir, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { makeTempDir } from './tempDir.ts';

const run = promisify(execFile);

let built: Promise<string> | undefined;

/** A folder made by `npm run release`, for all tests of this process. */
export function releaseFolder(): Promise<string> {
  built ??= (async () => {
    const { path } = await makeTempDir();
    process.once('exit', () => rmSync(path, { recursive: true, force: true }));
    const out = join(path, 'release');
    await run(process.execPath, ['.forgejo/release/main.ts', '--out', out]);
    return out;
  })();
  return built;
}

/** Unpacks a tarball of the release, selected by a part of its name, with the system's `tar`. */
export async function unpackReleased(part: string, directory: string): Promise<void> {
  const folder = await releaseFolder();
  const name = (await readdir(folder)).find((one) => one.endsWith('.tgz') && one.includes(part));
  if (name === undefined) throw new Error(`no tarball ${part} in ${folder}`);
  await mkdir(directory, { recursive: true });
  await run('tar', ['-xzf', join(folder, name), '-C', directory]);
}
