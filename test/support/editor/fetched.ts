import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, rename, rm } from 'node:fs/promises';
import { join, resolve } from 'node:path';

/** Git-ignored; what is fetched or unpacked for tests lives here and nowhere else. */
const DIRECTORY = resolve(import.meta.dirname, '../../../.vscode-test');

/**
 * A directory that is made once, under a temporary name and then renamed, so that an interrupted run leaves nothing half
 * done. Of two runs at the same time, the first one counts.
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
