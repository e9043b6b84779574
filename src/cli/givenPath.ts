import { stat } from 'node:fs/promises';
import { usageError } from './cliError.ts';

/**
 * Refuses a path on the command line that leads nowhere, before any work is done for it. Other failures are left to the
 * reader, who has the better words.
 * @throws CliError `usage`
 */
export async function assertThere(path: string): Promise<void> {
  try {
    await stat(path);
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : undefined;
    if (code === 'ENOENT' || code === 'ENOTDIR') throw usageError(`There is no file or directory ${path}.`);
  }
}
