import { copyFile, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { copyProgram } from './commandLine.ts';
import type { ProjectManifest } from './manifest.ts';
import { packTarball } from './tarball.ts';

const SOURCE = path.join('.forgejo', 'devcontainer');
const STAGE = path.join('.build', 'devcontainer');
const METADATA = path.join(STAGE, 'devcontainer-feature.json');

/** The dev container feature with the command line in it, under the name that tools for dev containers demand. */
export async function packFeature({ name, version }: ProjectManifest, out: string): Promise<void> {
  await rm(STAGE, { recursive: true, force: true });
  await copyProgram(path.join(STAGE, 'cli'));
  for (const file of await readdir(SOURCE)) await copyFile(path.join(SOURCE, file), path.join(STAGE, file));
  const { id, ...rest } = JSON.parse(await readFile(METADATA, 'utf8')) as { readonly id: string };
  await writeFile(METADATA, `${JSON.stringify({ id, version, ...rest }, undefined, 2)}\n`);
  await packTarball(STAGE, path.join(out, `devcontainer-feature-${name}.tgz`));
}
