import { copyFile, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { ProjectManifest } from './manifest.ts';
import { SHELL, run } from './run.ts';

const STAGE = path.join('.build', 'command-line');

/** What the bundles load when it is first needed is beside them. */
const PROGRAM = [
  'cli.cjs',
  'program.cjs',
  'arguments.cjs',
  'commands.cjs',
  'local.cjs',
  'undici.cjs',
  'xz.cjs',
  'sigstore.cjs',
  'openpgp.cjs',
  'licences.txt',
];

/**
 * Packs the command line by itself: `npm install -g` of the tarball asks no registry, as it depends on nothing, and its
 * `cli.cjs` runs from wherever the tarball is unpacked.
 */
export async function packCommandLine(project: ProjectManifest, out: string): Promise<void> {
  await rm(STAGE, { recursive: true, force: true });
  await copyProgram(STAGE);
  await writeFile(path.join(STAGE, 'README.md'), await readme(project));
  await writeFile(path.join(STAGE, 'package.json'), `${JSON.stringify(manifestOf(project), undefined, 2)}\n`);
  await run('npm', ['pack', '--pack-destination', path.resolve(out)], { cwd: STAGE, ...SHELL });
}

/** The program with all that it needs beside it, as it also goes into the action and the dev container feature. */
export async function copyProgram(directory: string): Promise<void> {
  await mkdir(directory, { recursive: true });
  for (const name of PROGRAM) await copyFile(path.join('dist', name), path.join(directory, name));
  await copyFile('LICENSE', path.join(directory, 'LICENSE'));
  await copyFile(path.join('media', 'licences', 'GPL-3.0.txt'), path.join(directory, 'GPL-3.0.txt'));
}

function manifestOf({ name, version, license, homepage, repository, bugs }: ProjectManifest): object {
  return {
    name: `${name}-cli`,
    version,
    description: 'Tools of Forgejo and Gitea instances: locked, verified, installed.',
    license,
    homepage,
    repository,
    bugs,
    bin: { [name]: 'cli.cjs' },
    engines: { node: '>=22.19' },
  };
}

/** The page about the command line; its links lead to the project. */
async function readme({ homepage }: ProjectManifest): Promise<string> {
  const text = await readFile(path.join('docs', 'command-line.md'), 'utf8');
  return text.replace(/\]\((?![a-z]+:|#)([^)]+)\)/g, `](${homepage}/src/branch/main/docs/$1)`);
}
