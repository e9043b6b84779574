import { chmod, rm, writeFile } from 'node:fs/promises';

/** Does to a cached file what a scanner or a person might: other bytes, or none (`undefined` removes it). */
export async function overwrite(path: string, bytes: string | Uint8Array | undefined): Promise<void> {
  if (bytes === undefined) return rm(path, { force: true });
  await chmod(path, 0o644);
  await writeFile(path, bytes);
}
