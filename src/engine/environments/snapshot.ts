import { stat } from 'node:fs/promises';
import { errnoOf } from '../disk.ts';
import { linksFor } from '../install/linksFor.ts';
import type { LinkSystem } from '../install/linksFor.ts';
import { forEachConcurrently } from '../forEachConcurrently.ts';
import { binOf } from './environmentPaths.ts';
import type { EnvironmentPaths } from './environmentPaths.ts';
import { readRecord } from './environmentRecord.ts';
import type { EnvironmentRecord } from './environmentRecord.ts';
import { currentGeneration } from './currentGeneration.ts';
import type { Generation } from './currentGeneration.ts';

const CONCURRENCY = 16;
const ATTEMPTS = 5;

/** A snapshot of an environment. */
export interface Snapshot {
  /** See `Generation.id`. */
  readonly id: string;
  readonly generation: string;
  readonly record: EnvironmentRecord;
  /** The existing file that each command runs; `undefined` where it leads to none. */
  readonly targets: ReadonlyMap<string, string | undefined>;
}

/**
 * Reads the current generation as a whole, even if others replace it meanwhile. `undefined` if there is none.
 * @throws EngineError `storage` if it is damaged, or if a newer version of the program wrote it; the system's errors
 */
export async function readSnapshot(paths: EnvironmentPaths, system: LinkSystem): Promise<Snapshot | undefined> {
  for (let attempt = 1; ; attempt += 1) {
    const generation = await currentGeneration(paths);
    if (generation === undefined) return undefined;
    const read = await readGeneration(generation, system).catch((error: unknown) => ({ error }));
    if ((await currentGeneration(paths))?.id === generation.id || attempt === ATTEMPTS) {
      if ('error' in read) throw read.error;
      return read;
    }
  }
}

async function readGeneration({ id, directory: generation }: Generation, system: LinkSystem): Promise<Snapshot> {
  const record = await readRecord(generation);
  const links = linksFor(binOf(generation), system);
  const targets = new Map<string, string | undefined>();
  await forEachConcurrently(await links.commands(), CONCURRENCY, async (command) => {
    const target = (await links.read(command))?.target;
    targets.set(command, target !== undefined && (await isFile(target)) ? target : undefined);
  });
  return { id, generation, record, targets };
}

const NOWHERE = new Set(['ENOENT', 'ENOTDIR', 'ELOOP']);

async function isFile(file: string): Promise<boolean> {
  try {
    return (await stat(file)).isFile();
  } catch (error) {
    if (NOWHERE.has(errnoOf(error) ?? '')) return false;
    throw error;
  }
}
