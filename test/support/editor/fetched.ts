import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, rename, rm } from 'node:fs/promises';
import { join, resolve } from 'node:path';

/** Git-ignored. Everything that is fetched or unpacked for tests is here. */
const DIRECTORY = resolve(import.meta.dirname, '../../../.vscode-test');

/**
 * Creates a directory once. It is built under a temporary name and then renamed, so that an interrupted run leaves nothing
 * half done. Of two runs at the same time, the first one wins.
 */
export async function madeOnce(
  name: string,
  saying: string,
  make: (workshop: string) => Promise<void>,
): Promise<string> {
  const home = join(DIRECTORY, name);
  if (existsSync(home)) return home;
  console.log(saying);
  await mkdir(DIRECTORY, { recursive: true });
  const workshop = await mkdtemp(join(DIRECTORY, 'fetching-'));
  try {
    await make(workshop);
    await rename(workshop, home);
  } catch (error) {
    await rm(workshop, { recursive: true, force: true });
    if (!existsSync(home)) throw error;
  }
  return home;
}
