import { copyFile, readdir, rm } from 'node:fs/promises';
import path from 'node:path';
import { copyProgram } from './commandLine.ts';
import { packTarball } from './tarball.ts';

const SOURCE = path.join('.forgejo', 'setup');
const STAGE = path.join('.build', 'action');

/** The action with the command line in it: unpacked into a repository, it needs no other forge and no registry. */
export async function packAction(file: string): Promise<void> {
  await rm(STAGE, { recursive: true, force: true });
  await copyProgram(path.join(STAGE, 'cli'));
  for (const name of await readdir(SOURCE)) await copyFile(path.join(SOURCE, name), path.join(STAGE, name));
  await packTarball(STAGE, file);
}
