import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { minisign, minisignPublicKey } from '../minisign.ts';
import { tarOf } from '../tar.ts';

export type Files = Readonly<Record<string, Buffer>>;

/** `sha256sum`'s lines. */
export function sumsOf(files: Files): Buffer {
  const lines = Object.entries(files).map(([name, body]) => `${sha256(body)}  ${name}\n`);
  return Buffer.from(lines.join(''));
}

export const sha256 = (body: Buffer): string => createHash('sha256').update(body).digest('hex');

/** A checksum file, its signature and the key, next to the files. */
export function withSignedSums(files: Files, sumsName: string): Files {
  const sums = sumsOf(files);
  const signature = { [`${sumsName}.minisig`]: minisign(sumsName, sums), 'minisign.pub': minisignPublicKey() };
  return { ...files, [sumsName]: sums, ...signature };
}

export const tarball = (files: Files): Buffer => gzipSync(tarOf(files), { level: 1 });

const require = createRequire(createRequire(import.meta.url).resolve('esbuild'));

/** The program that this machine builds with: a real binary, some megabytes of it. */
export function realProgram(): Buffer {
  const name = `@esbuild/${process.platform}-${process.arch}`;
  return readFileSync(require.resolve(process.platform === 'win32' ? `${name}/esbuild.exe` : `${name}/bin/esbuild`));
}

/** What the same program is where there is no binary of it: scripts that run anywhere. */
export function portableProgram(): Files {
  const root = join(dirname(require.resolve('esbuild')), '..');
  const read = (name: string): Buffer => readFileSync(join(root, name));
  return { 'lib/main.js': read('lib/main.js'), 'README.md': read('README.md'), 'LICENSE.md': read('LICENSE.md') };
}
