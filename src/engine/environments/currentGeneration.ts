import type { BigIntStats } from 'node:fs';
import { lstat, readlink, stat } from 'node:fs/promises';
import path from 'node:path';
import { errnoOf, ifThere, notUnderstood } from '../disk.ts';
import { GENERATION } from './environmentPaths.ts';
import type { EnvironmentPaths } from './environmentPaths.ts';
import { RECORD } from './environmentRecord.ts';

/** A complete set of links. */
export interface Generation {
  /** Where the file system has no links, this is `current` itself. */
  readonly directory: string;
  /** No other generation of the environment has it at the same time. */
  readonly id: string;
}

/** The current generation of an environment, or `undefined` if there is none. @throws EngineError `storage` */
export async function currentGeneration(paths: EnvironmentPaths): Promise<Generation | undefined> {
  const { root, current } = paths;
  try {
    const target = path.resolve(root, await readlink(current));
    const directory = path.join(root, path.basename(target));
    const isOurs = path.basename(target).startsWith(GENERATION) && (await isSame(target, directory));
    if (!isOurs) throw notUnderstood(current);
    return { directory, id: directory };
  } catch (error) {
    const code = errnoOf(error);
    if (code === undefined) throw error;
    const found = code === 'ENOENT' ? undefined : await look(current);
    // Systems report different errors for something that is not a link.
    if (found?.isSymbolicLink()) throw error;
    return found && movedGeneration(current, found);
  }
}

/**
 * Windows knows only absolute targets. It keeps them when the whole is moved, and in the spelling of the program that made
 * the link: with the drive in lower case, with MS-DOS short names, or by another drive.
 */
async function isSame(target: string, directory: string): Promise<boolean> {
  if (target === directory) return true;
  const [one, other] = await Promise.all([target, directory].map((file) => idOf(file)));
  return one !== undefined && one === other;
}

async function idOf(file: string): Promise<string | undefined> {
  const found = await ifThere(() => stat(file, { bigint: true }));
  return found && `${found.dev}:${found.ino}`;
}

/**
 * A directory with a record is a generation that was moved there; anything else is foreign. `undefined` if it was moved
 * away meanwhile.
 */
async function movedGeneration(current: string, found: BigIntStats): Promise<Generation | undefined> {
  const record = await look(path.join(current, RECORD));
  if (!record && (await look(current))?.ino !== found.ino) return undefined;
  if (!record || !found.isDirectory()) throw notUnderstood(current);
  return { directory: current, id: [found.ino, record.ino, record.birthtimeNs, record.mtimeNs].join(' ') };
}

async function look(file: string): Promise<BigIntStats | undefined> {
  try {
    return await lstat(file, { bigint: true });
  } catch (error) {
    // A path below a file does not exist either.
    if (errnoOf(error) === 'ENOENT' || errnoOf(error) === 'ENOTDIR') return undefined;
    throw error;
  }
}
