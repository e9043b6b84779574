import { lstat, mkdtemp, rename, rm, rmdir, unlink } from 'node:fs/promises';
import path from 'node:path';
import { errnoOf, ifThere, listDirectories, makeNewDirectory, replaceFile, syncDirectory } from '../disk.ts';
import type { Clock } from '../ports.ts';
import { STAGE_PREFIX, sweepStages } from '../unpack/stage.ts';
import { manifestPath } from './manifest.ts';

/** Creates a stage, a directory next to the target to build it in; `sweepStages` finds it after a kill. */
export function openStage(target: string): Promise<string> {
  return makeNewDirectory(path.dirname(target), STAGE_PREFIX);
}

/** Removes a stage, whatever its state. Never throws. */
export async function closeStage(stage: string): Promise<void> {
  await rm(stage, { recursive: true, force: true, maxRetries: 5 }).catch(() => undefined);
  await dropIfEmpty(path.dirname(stage));
}

/**
 * Renames a finished directory to the target, and makes that durable. If another window was quicker and its result is just
 * as good, returns that one. Anything else in the way is moved aside.
 */
export async function publish<T>(
  stage: string,
  target: string,
  clock: Clock,
  accept: () => Promise<T | undefined>,
): Promise<T | undefined> {
  for (let attempt = 1; ; attempt += 1) {
    if (await ifThere(() => lstat(target))) {
      const accepted = await accept();
      if (accepted !== undefined) return accepted;
      await removeInstall(target);
    }
    try {
      await replaceFile(stage, target, clock);
    } catch (error) {
      if (!['ENOTEMPTY', 'EEXIST', 'EPERM'].includes(errnoOf(error) ?? '') || attempt === 3) throw error;
      continue;
    }
    await syncOrRemove(target);
    return undefined;
  }
}

/** A directory that a power cut could take back does not count: the caller gets the failure. */
async function syncOrRemove(target: string): Promise<void> {
  try {
    await syncDirectory(path.dirname(target));
  } catch (error) {
    await removeInstall(target).catch(() => undefined);
    throw error;
  }
}

/** On Windows, a running program keeps its directory in place. */
const IN_USE = new Set(['EPERM', 'EACCES', 'EBUSY', 'ENOTEMPTY']);

/**
 * Removes one version atomically; files still in use are left behind without their manifest, so they do not count as an
 * install, and `tidyDirectories` removes them later.
 */
export async function removeInstall(directory: string, move: typeof rename = rename): Promise<void> {
  const aside = await ifThere(() => mkdtemp(path.join(path.dirname(directory), STAGE_PREFIX)));
  if (aside === undefined) return;
  const doomed = path.join(aside, path.basename(directory));
  try {
    await ifThere(() => move(directory, doomed));
  } catch (error) {
    if (!IN_USE.has(errnoOf(error) ?? '')) throw error;
    await ifThere(() => unlink(manifestPath(directory)));
    await rm(directory, { recursive: true, force: true }).catch(() => undefined);
  } finally {
    await rm(aside, { recursive: true, force: true, maxRetries: 5 }).catch(() => undefined);
  }
  await dropIfEmpty(path.dirname(directory));
}

/** All directories that could be a version, of the tools with a wanted directory. */
export async function versionDirectories(
  installs: string,
  isWanted: (toolDirectory: string) => boolean = () => true,
): Promise<readonly string[]> {
  const tools = (await visibleDirectories(installs)).filter(isWanted);
  return (await Promise.all(tools.map(visibleDirectories))).flat();
}

/** Removes what killed processes and running programs left. Never throws. */
export async function tidyDirectories(installs: string, clock: Clock): Promise<void> {
  for (const tool of await visibleDirectories(installs).catch(() => [])) {
    await sweepStages(tool, clock);
    for (const version of await visibleDirectories(tool).catch(() => [])) {
      // Manifest and content appear by one rename, so a directory without a manifest is a remainder.
      const isThere = await ifThere(() => lstat(manifestPath(version))).catch(() => true);
      if (!isThere) await rm(version, { recursive: true, force: true }).catch(() => undefined);
    }
    await dropIfEmpty(tool);
  }
}

async function visibleDirectories(parent: string): Promise<readonly string[]> {
  const names = await listDirectories(parent);
  return names.filter((name) => !name.startsWith('.')).map((name) => path.join(parent, name));
}

async function dropIfEmpty(directory: string): Promise<void> {
  await rmdir(directory).catch(() => undefined);
}
