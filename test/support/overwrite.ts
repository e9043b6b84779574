import { chmod, rm, writeFile } from 'node:fs/promises';

/** Changes a cached file as a scanner or a person might: writes other bytes, or removes it (`undefined`). */
export async function overwrite(path: string, bytes: string | Uint8Array | undefined): Promise<void> {
  if (bytes === undefined) return rm(path, { force: true });
  await chmod(path, 0o644);
  await writeFile(path, bytes);
}
