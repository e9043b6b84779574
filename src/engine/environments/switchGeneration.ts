import { lstat, rename, rm, stat } from 'node:fs/promises';
import path from 'node:path';
import { errnoOf, ifThere, isBusy, listNames, pauseFor, replaceFile, syncDirectory } from '../disk.ts';
import type { LinkSystem } from '../install/linksFor.ts';
import { tryLink } from '../install/links.ts';
import type { Clock } from '../ports.ts';
import type { Generation } from './currentGeneration.ts';
import { UNFINISHED, unfinishedPath } from './environmentPaths.ts';
import type { EnvironmentPaths } from './environmentPaths.ts';

/** The suffix of the previous generation's name during a switch. */
const EARLIER = '-earlier';
const TRIES = 8;

interface Switch {
  /** A finished generation. */
  readonly generation: string;
  /** The current one. */
  readonly earlier: Generation | undefined;
}

/**
 * Makes a generation the current one: a link to it takes the place of the earlier link, in one step. Windows cannot replace
 * a link to a directory, and some file systems have no links, so that the generation itself becomes `current`. There the
 * earlier one is gone for a moment. A process that dies in between leaves no environment, but never half of one, and the
 * next build puts the earlier one back.
 */
export async function switchTo(
  { root, current }: EnvironmentPaths,
  { generation, earlier }: Switch,
  { platform, clock }: LinkSystem,
): Promise<void> {
  const isWindows = platform === 'win32';
  const link = unfinishedPath(root);
  try {
    const isLinked = await tryGenerationLink(isWindows ? generation : path.basename(generation), link);
    const isReplaceable = isLinked && !isWindows && earlier?.directory !== current;
    if (isReplaceable) await replaceFile(link, current, clock);
    else await moveTo(current, isLinked ? link : generation, clock);
  } finally {
    await rm(link, { force: true }).catch(() => undefined);
  }
  await syncDirectory(root);
}

/**
 * Links to directories need a privilege on Windows, but junctions do not. On a network drive there may be one that leads
 * nowhere, because the server follows it.
 */
async function tryGenerationLink(target: string, link: string): Promise<boolean> {
  if (!(await tryLink(target, link, 'junction'))) return false;
  const leadsThere = await stat(link).then(
    (found) => found.isDirectory(),
    () => false,
  );
  if (!leadsThere) await rm(link, { force: true });
  return leadsThere;
}

const TAKEN = new Set(['EEXIST', 'ENOTEMPTY', 'EISDIR', 'ENOTDIR']);

/** Moves something to a place that is taken. Others may do the same, and scanners hold files open, so it tries again. */
async function moveTo(place: string, from: string, clock: Clock): Promise<void> {
  for (let attempt = 1; ; attempt += 1) {
    const aside = `${unfinishedPath(path.dirname(place))}${EARLIER}`;
    try {
      await ifThere(() => rename(place, aside));
      await rename(from, place);
      // A sweep removes what cannot be removed now.
      return await removeGeneration(aside);
    } catch (error) {
      await putBack(aside, place);
      const isPassing = TAKEN.has(errnoOf(error) ?? '') || isBusy(error);
      if (!isPassing || attempt === TRIES) throw error;
      await pauseFor(clock, 10 * 2 ** attempt);
    }
  }
}

/** Does nothing if another process has taken the place. */
async function putBack(aside: string, place: string): Promise<void> {
  const isFree = (await ifThere(() => lstat(place)).catch(() => aside)) === undefined;
  if (isFree) await rename(aside, place).catch(() => undefined);
  else await removeGeneration(aside);
}

/** Restores the generation that was current when a process died during a switch. Returns whether there was one. */
export async function undoHalfSwitch({ root, current }: EnvironmentPaths): Promise<boolean> {
  const names = await listNames(root);
  const asides = names.filter((name) => name.startsWith(UNFINISHED) && name.endsWith(EARLIER));
  const found = await Promise.all(
    asides.map(async (name) => {
      const file = path.join(root, name);
      return { file, at: (await ifThere(() => lstat(file)))?.mtimeMs ?? 0 };
    }),
  );
  const [last] = found.toSorted((one, other) => other.at - one.at);
  if (last) await putBack(last.file, current);
  return last !== undefined;
}

/** Removes a generation that nothing refers to any more; files in use on Windows are left to a sweep. Never throws. */
export async function removeGeneration(generation: string): Promise<void> {
  await rm(generation, { recursive: true, force: true }).catch(() => undefined);
}
