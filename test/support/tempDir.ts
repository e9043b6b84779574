import { access, constants, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A new empty directory, and the function that removes it. */
export async function makeTempDir(parent = tmpdir()): Promise<{ path: string; remove: () => Promise<void> }> {
  const path = await mkdtemp(join(parent, 'forgejo-artifacts-'));
  return { path, remove: () => rm(path, { recursive: true, force: true, maxRetries: 5 }) };
}

/**
 * Does the same on a disk in memory, if there is one, where syncing takes no time. Tests of a file system stay on that file
 * system.
 */
export async function makeMemoryDir(): ReturnType<typeof makeTempDir> {
  if (process.env['TEST_FILE_SYSTEM'] !== undefined) return makeTempDir();
  const memory = '/dev/shm';
  const isThere = await access(memory, constants.W_OK).then(
    () => true,
    () => false,
  );
  return makeTempDir(isThere ? memory : undefined);
}

/** A new directory for each test, removed after it. Returns a function that returns its path. For use inside `describe`. */
export function useTempDir(make = makeTempDir): () => string {
  let current: Awaited<ReturnType<typeof makeTempDir>> | undefined;
  beforeEach(async () => {
    current = await make();
  });
  afterEach(async () => {
    await current?.remove();
  });
  return () => {
    if (!current) throw new Error('the temporary directory exists only while a test runs');
    return current.path;
  };
}
