import { stat } from 'node:fs/promises';
import path from 'node:path';
import { ifThere } from '../disk.ts';
import { fileDigest } from '../hashedCopy.ts';
import type { StoredInstall } from './activation.ts';
import { inBatches } from './inBatches.ts';
import { CONTENT } from './installLayout.ts';
import { programsOf, readFiles } from './manifest.ts';
import type { StoredProgram, StoredFiles } from './manifest.ts';

/** Whether an install is unchanged. */
export type Check =
  | { readonly state: 'intact' }
  /** Paths in it that are missing or changed; empty if only the file list itself is damaged. */
  | { readonly state: 'changed'; readonly paths: readonly string[] };

interface CheckOptions {
  /** Programs that need not be read. @default none */
  readonly believed?: ReadonlySet<StoredProgram>;
  readonly signal?: AbortSignal | undefined;
}

/**
 * Compares the SHA-256 of the programs with the manifest, and the sizes of all other files. Files that a tool added itself
 * do not count.
 */
export async function checkInstall(
  { directory, manifest }: StoredInstall,
  { believed = new Set(), signal }: CheckOptions = {},
): Promise<Check> {
  const files = await readFiles(directory);
  if (!files) return { state: 'changed', paths: [] };
  const changed = new Set<string>();
  const compare = async ([at, sizeBytes]: StoredFiles[number]): Promise<void> => {
    const found = await ifThere(() => stat(path.join(directory, CONTENT, at)));
    if (found?.size !== sizeBytes) changed.add(at);
  };
  await inBatches(files, compare, signal);
  for (const program of programsOf(manifest)) {
    if (believed.has(program)) continue;
    const { path: at, sha256 } = program;
    const found = await ifThere(() => fileDigest(path.join(directory, CONTENT, at), signal));
    if (found?.sha256 !== sha256) changed.add(at);
  }
  return changed.size === 0 ? { state: 'intact' } : { state: 'changed', paths: [...changed] };
}
