import { createHash } from 'node:crypto';
import { mkdir, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { packAction } from './action.ts';
import { packCommandLine } from './commandLine.ts';
import { packFeature } from './feature.ts';
import { billOfMaterials, notesOf, packExtension } from './parts.ts';
import { readManifest } from './manifest.ts';
import { run } from './run.ts';

export interface ReleaseOptions {
  /** The folder that is made anew. */
  readonly out: string;
  /** Files of secret keys, never keys themselves: arguments are seen by everybody on the machine. */
  readonly minisignKey?: string | undefined;
  readonly sshKey?: string | undefined;
}

const SUMS = 'SHA256SUMS';

/**
 * Builds what a release consists of, and gives the names of its files. Two builds of the same sources give the same bytes,
 * but for signatures.
 */
export async function makeRelease({ out, minisignKey, sshKey }: ReleaseOptions): Promise<readonly string[]> {
  const manifest = await readManifest();
  await rm(out, { recursive: true, force: true });
  await mkdir(out, { recursive: true });
  await run(process.execPath, ['esbuild.js']);
  await packExtension(path.join(out, `forgejo-artifacts-${manifest.version}.vsix`));
  await packCommandLine(manifest, out);
  await packFeature(manifest, out);
  await packAction(path.join(out, `forgejo-artifacts-action-${manifest.version}.tgz`));
  await writeFile(path.join(out, 'sbom.cdx.json'), await billOfMaterials(manifest));
  await writeFile(path.join(out, 'NOTES.md'), notesOf(manifest.version, await readFile('CHANGELOG.md', 'utf8')));
  const sums = path.join(out, SUMS);
  await writeFile(sums, await sumsOf(out));
  if (minisignKey !== undefined) await run('minisign', ['-S', '-s', minisignKey, '-m', sums]);
  if (sshKey !== undefined) await run('ssh-keygen', ['-q', '-Y', 'sign', '-n', 'file', '-f', sshKey, sums]);
  return (await readdir(out)).sort();
}

/** As `sha256sum` writes it. */
async function sumsOf(directory: string): Promise<string> {
  const names = (await readdir(directory)).sort();
  const lines = names.map(async (name) => {
    const bytes = await readFile(path.join(directory, name));
    return `${createHash('sha256').update(bytes).digest('hex')}  ${name}\n`;
  });
  return (await Promise.all(lines)).join('');
}
