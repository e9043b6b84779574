import { rename, rm } from 'node:fs/promises';
import { ifThere, makeDirectory, makeNewDirectory, syncDirectory } from '../disk.ts';
import { linksFor } from '../install/linksFor.ts';
import type { LinkSystem } from '../install/linksFor.ts';
import { forEachConcurrently } from '../forEachConcurrently.ts';
import { currentGeneration } from './currentGeneration.ts';
import { binOf, GENERATION, unfinishedPath } from './environmentPaths.ts';
import type { EnvironmentPaths } from './environmentPaths.ts';
import { writeRecord } from './environmentRecord.ts';
import type { EnvironmentRecord } from './environmentRecord.ts';
import { removeGeneration, switchTo } from './switchGeneration.ts';

const CONCURRENCY = 8;

/** Writes a new generation, which is not in use yet. A failure leaves nothing behind. */
export async function makeGeneration(
  paths: EnvironmentPaths,
  record: EnvironmentRecord,
  targets: ReadonlyMap<string, string>,
  system: LinkSystem,
): Promise<string> {
  const generation = await makeNewDirectory(paths.root, GENERATION);
  try {
    const bin = binOf(generation);
    await makeDirectory(bin);
    const links = linksFor(bin, system);
    await forEachConcurrently(targets, CONCURRENCY, ([command, target]) => links.write(command, target));
    await writeRecord(generation, record);
    await syncDirectory(bin);
    return generation;
  } catch (error) {
    await removeGeneration(generation);
    throw error;
  }
}

/** Switches to a finished generation and removes the earlier one. If it fails, the earlier one stays. */
export async function replaceGeneration(
  paths: EnvironmentPaths,
  generation: string,
  system: LinkSystem,
): Promise<void> {
  const earlier = await currentGeneration(paths).catch(() => undefined);
  try {
    await switchTo(paths, { generation, earlier }, system);
  } catch (error) {
    // It may have failed after the switch.
    const now = await currentGeneration(paths).catch(() => ({ directory: generation }));
    if (now?.directory !== generation) await removeGeneration(generation);
    throw error;
  }
  const isThere = earlier !== undefined && earlier.directory !== paths.current;
  if (isThere && earlier.directory !== generation) await removeGeneration(earlier.directory);
}

/** Removes an environment. It is gone as soon as the first step is done. */
export async function removeEnvironment({ root, current }: Pick<EnvironmentPaths, 'root' | 'current'>): Promise<void> {
  await ifThere(() => rename(current, unfinishedPath(root)));
  await rm(root, { recursive: true, force: true, maxRetries: 3 });
}
