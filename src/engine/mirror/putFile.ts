import { lstat, mkdir } from 'node:fs/promises';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { ifThere, onDisk, replaceWith } from '../disk.ts';
import { copyHashed, assertSha256 } from '../hashedCopy.ts';
import type { Clock } from '../ports.ts';
import { addressOf } from './mirrorAddress.ts';
import type { MirrorAddress } from './mirrorAddress.ts';
import type { UploadFile } from './upload.ts';

/** Whether a directory has a file under that digest. @throws EngineError `storage` */
export function hasFile(mirror: MirrorAddress, sha256: string): Promise<boolean> {
  const path = fileURLToPath(addressOf(mirror, sha256));
  return onDisk(path, async () => (await ifThere(() => lstat(path)))?.isFile() === true);
}

/**
 * Copies a file into a directory that is a mirror, under its digest. It appears whole or not at all, also where others write
 * at the same time.
 * @throws EngineError `integrity` if the file changed on disk; `storage`; the signal's reason on abort
 */
export function putFile(
  mirror: MirrorAddress,
  file: UploadFile,
  { clock, signal }: { readonly clock: Clock; readonly signal: AbortSignal },
): Promise<'sent' | 'present'> {
  const path = fileURLToPath(addressOf(mirror, file.sha256));
  return onDisk(path, async () => {
    if (await hasFile(mirror, file.sha256)) return 'present';
    await mkdir(dirname(path), { recursive: true });
    await replaceWith(path, clock, async (temporary) => {
      const { sha256 } = await copyHashed(file.path, temporary, signal);
      assertSha256(file.name, file.sha256, sha256);
    });
    return 'sent';
  });
}
