import { lstat, open, readdir, rm, rmdir, stat } from 'node:fs/promises';
import path from 'node:path';
import { ageMs } from '../age.ts';
import { errnoOf, ifThere } from '../disk.ts';
import type { Clock } from '../ports.ts';
import { environmentRoots, readEnvironment } from './environmentList.ts';
import { GENERATION, pathsAt, UNFINISHED } from './environmentPaths.ts';
import { currentGeneration } from './currentGeneration.ts';
import { removeEnvironment } from './generations.ts';

/** Since when the folder has been gone: the time of this file. */
const GONE = 'gone';
const LEFTOVER_MS = 60 * 60 * 1000;

/**
 * How long a folder must have been gone. A folder on a disk that is not mounted looks the same, but a restore brings
 * everything back except answers about commands.
 */
const GONE_MS = 30 * 24 * 60 * 60 * 1000;

/** Removes environments whose folder has been gone for long, and what killed processes left. Never throws. */
export async function sweepEnvironments(directory: string, clock: Clock): Promise<void> {
  for (const root of await environmentRoots(directory).catch(() => [])) {
    // One that cannot be read or removed does not protect the others.
    await sweepOne(root, clock).catch(() => undefined);
  }
}

async function sweepOne(root: string, clock: Clock): Promise<void> {
  await sweepLeftovers(root, clock);
  const found = await readEnvironment(root);
  if (!found) return rmdir(root);
  const mark = path.join(root, GONE);
  if (!(await isGone(found.folder))) return rm(mark, { force: true });
  const since = await ifThere(() => stat(mark));
  if (!since) return (await open(mark, 'a')).close();
  if (ageMs(clock.now(), since.mtimeMs) > GONE_MS) await removeEnvironment(pathsAt(root, found.folder));
}

/** A folder that cannot be examined does not count as gone. */
async function isGone(folder: string): Promise<boolean> {
  try {
    await stat(folder);
    return false;
  } catch (error) {
    return errnoOf(error) === 'ENOENT';
  }
}

/** Removes generations that never became the current one, or no longer are. Younger ones may be about to. */
async function sweepLeftovers(root: string, clock: Clock): Promise<void> {
  const names = (await readdir(root)).filter((name) => name.startsWith(GENERATION) || name.startsWith(UNFINISHED));
  for (const name of names) {
    const file = path.join(root, name);
    const found = await ifThere(() => lstat(file));
    if (!found || ageMs(clock.now(), found.mtimeMs) < LEFTOVER_MS) continue;
    if ((await currentGeneration(pathsAt(root, '')))?.directory === file) continue;
    await rm(file, { recursive: true, force: true });
  }
}
