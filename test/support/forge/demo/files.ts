import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { tarOf } from '../tar.ts';
import { DEMO_KEYS } from './keys.ts';
import { THIS_SYSTEM } from '../../thisSystem.ts';

export type Files = Readonly<Record<string, Buffer>>;

/** Lines in the format of `sha256sum`. */
export function sumsOf(files: Files): Buffer {
  const lines = Object.entries(files).map(([name, body]) => `${sha256(body)}  ${name}\n`);
  return Buffer.from(lines.join(''));
}

export const sha256 = (body: Buffer): string => createHash('sha256').update(body).digest('hex');

/** Adds a checksum file, its signature and the key. */
export function withSignedSums(files: Files, sumsName: string): Files {
  const { minisign } = DEMO_KEYS;
  const sums = sumsOf(files);
  const signature = minisign.sign(sumsName, sums);
  return { ...files, [sumsName]: sums, [`${sumsName}.minisig`]: signature, 'minisign.pub': Buffer.from(minisign.text) };
}

export const tarball = (files: Files): Buffer => gzipSync(tarOf(files), { level: 1 });

/** Files of these names, built together when one of them is first needed, and then kept. */
export function lazily(names: readonly string[], make: () => Files): Readonly<Record<string, () => Buffer>> {
  let made: Files | undefined;
  const bodyOf = (name: string): Buffer => {
    made ??= make();
    const body = made[name];
    if (!body) throw new Error(`${name} is not among ${Object.keys(made).join(', ')}`);
    return body;
  };
  return Object.fromEntries(names.map((name) => [name, () => bodyOf(name)]));
}

/** The package of the program that this machine builds with, and that of an older version. */
export type ProgramPackage = 'esbuild' | 'esbuild-older';

const requireFrom = (name: ProgramPackage): NodeJS.Require =>
  createRequire(createRequire(import.meta.url).resolve(name));

/** The program that this machine builds with, a real binary of some megabytes. */
export function realProgram(from: ProgramPackage = 'esbuild'): Buffer {
  const name = `@esbuild/${process.platform}-${process.arch}`;
  const path = THIS_SYSTEM.windows ? `${name}/esbuild.exe` : `${name}/bin/esbuild`;
  return readFileSync(requireFrom(from).resolve(path));
}

/** The same program as scripts that run anywhere, for platforms without a binary. */
export function portableProgram(): Files {
  const read = (name: string): Buffer => readFileSync(join(rootOf('esbuild'), name));
  return { 'lib/main.js': read('lib/main.js'), 'README.md': read('README.md'), 'LICENSE.md': read('LICENSE.md') };
}

/** The output of the program for `--version`. */
export function programVersion(from: ProgramPackage): string {
  return (JSON.parse(readFileSync(join(rootOf(from), 'package.json'), 'utf8')) as { version: string }).version;
}

const rootOf = (name: ProgramPackage): string => join(dirname(createRequire(import.meta.url).resolve(name)), '..');
