import { randomUUID } from 'node:crypto';
import { lstat, readlink, rename, rm, symlink, unlink } from 'node:fs/promises';
import path from 'node:path';
import {
  errnoOf,
  ifThere,
  makeDirectory,
  makeNewDirectory,
  notUnderstood,
  replaceFile,
  syncDirectory,
} from '../disk.ts';
import { linksFor } from '../install/linksFor.ts';
import type { LinkSystem } from '../install/linksFor.ts';
import { forEachConcurrently } from '../forEachConcurrently.ts';
import type { Clock } from '../ports.ts';
import { binOf, GENERATION, UNFINISHED } from './environmentPaths.ts';
import type { EnvironmentPaths } from './environmentPaths.ts';
import { writeRecord } from './environmentRecord.ts';
import type { EnvironmentRecord } from './environmentRecord.ts';

const CONCURRENCY = 8;

/** The current generation of an environment, or `undefined` if there is none. @throws EngineError `storage` */
export async function currentGeneration({ root, current }: EnvironmentPaths): Promise<string | undefined> {
  const name = await ifThere(() => readlink(current)).catch((error: unknown) => {
    // Something else has its name.
    throw errnoOf(error) === 'EINVAL' ? notUnderstood(current) : error;
  });
  if (name === undefined) return undefined;
  // Windows knows only absolute ones, and keeps them when the whole is moved.
  const target = path.resolve(root, name);
  const generation = path.join(root, path.basename(target));
  if (target !== generation || !path.basename(target).startsWith(GENERATION)) throw notUnderstood(current);
  return generation;
}

/** Writes a new generation, which nobody sees yet. A failure leaves nothing behind. */
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
    await switchTo(paths, generation, system);
  } catch (error) {
    // It may have failed after the switch.
    if ((await currentGeneration(paths).catch(() => generation)) !== generation) await removeGeneration(generation);
    throw error;
  }
  if (earlier !== undefined && earlier !== generation) await removeGeneration(earlier);
}

/**
 * Makes a generation the current one, in one step. Windows cannot replace a directory: there the earlier one is gone for a
 * moment, so a process that dies in between leaves no environment, but never half of one.
 */
async function switchTo(
  { root, current }: EnvironmentPaths,
  generation: string,
  { platform, clock }: LinkSystem,
): Promise<void> {
  const isWindows = platform === 'win32';
  const unfinished = path.join(root, `${UNFINISHED}${randomUUID()}`);
  try {
    // Links to directories need a privilege on Windows, but junctions do not.
    await symlink(isWindows ? generation : path.basename(generation), unfinished, 'junction');
    if (isWindows) await replaceJunction(unfinished, current, clock);
    else await replaceFile(unfinished, current, clock);
  } finally {
    await rm(unfinished, { force: true }).catch(() => undefined);
  }
  await syncDirectory(root);
}

async function replaceJunction(from: string, to: string, clock: Clock): Promise<void> {
  const aside = `${from}-earlier`;
  await ifThere(() => rename(to, aside));
  try {
    await replaceFile(from, to, clock);
  } catch (error) {
    // Another process may have switched meanwhile.
    const isFree = (await ifThere(() => lstat(to)).catch(() => undefined)) === undefined;
    if (isFree) await rename(aside, to).catch(() => undefined);
    throw error;
  }
  // A sweep removes what cannot be removed now.
  await rm(aside, { force: true }).catch(() => undefined);
}

/** Removes what nobody refers to any more; what is in use on Windows is left to a sweep. Never throws. */
async function removeGeneration(generation: string): Promise<void> {
  await rm(generation, { recursive: true, force: true }).catch(() => undefined);
}

/** Removes an environment. It is gone as soon as the first step is done. */
export async function removeEnvironment({ root, current }: Pick<EnvironmentPaths, 'root' | 'current'>): Promise<void> {
  await ifThere(() => unlink(current));
  await rm(root, { recursive: true, force: true, maxRetries: 3 });
}
