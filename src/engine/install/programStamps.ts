import { stat } from 'node:fs/promises';
import path from 'node:path';
import { ifThere } from '../disk.ts';
import type { StoredInstall } from './activation.ts';
import { CONTENT } from './installLayout.ts';
import { programsOf } from './manifest.ts';
import type { StoredProgram } from './manifest.ts';

/**
 * Changes whenever a file is written, replaced or moved in from elsewhere: setting its times back changes its change time.
 * `undefined` if there is no file.
 */
export async function programStamp(file: string): Promise<string | undefined> {
  const found = await ifThere(() => stat(file, { bigint: true }));
  return found && [found.size, found.mtimeNs, found.ctimeNs, found.ino].join(' ');
}

/** The programs of an install with the stamps that their files have now. */
export async function withStamps({ directory, manifest }: StoredInstall): Promise<readonly StoredProgram[]> {
  return Promise.all(
    programsOf(manifest).map(async (program) => {
      const stamp = await programStamp(path.join(directory, CONTENT, program.path));
      return { ...program, stamp };
    }),
  );
}
