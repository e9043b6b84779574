import { spawnSync } from 'node:child_process';
import { chmodSync, mkdtempSync, rmSync, statfsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const MEMORY = '/dev/shm';
/** Far more than the tests of a run need at once. */
const NEEDED_BYTES = 4 * 2 ** 30;

/**
 * A temporary directory in memory, removed when this process exits, or `undefined` where there is none with space and
 * permission to run programs, as in most containers.
 */
export function makeMemoryTmp(): string | undefined {
  try {
    const { bavail, bsize } = statfsSync(MEMORY);
    if (Math.min(bavail * bsize, process.availableMemory()) < NEEDED_BYTES) return undefined;
    const path = mkdtempSync(join(MEMORY, 'forgejo-artifacts-'));
    // Some tests continue as another user.
    chmodSync(path, 0o755);
    process.once('exit', () => rmSync(path, { recursive: true, force: true }));
    return runsPrograms(path) ? path : undefined;
  } catch {
    return undefined;
  }
}

function runsPrograms(directory: string): boolean {
  const program = join(directory, 'program');
  writeFileSync(program, '#!/bin/sh\n', { mode: 0o755 });
  return spawnSync(program).status === 0;
}
