import { lstat, mkdir, open, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { ifThere, listNames, onDisk, replaceWith } from '../disk.ts';
import { assertSha256, fileDigest, readHashed, writeWhole } from '../hashedCopy.ts';
import type { UploadFile } from '../mirror/upload.ts';
import type { Clock } from '../ports.ts';
import type { CopyOptions, ExportSink } from './exportSink.ts';

/** Writes into a directory, creating it if needed. Each file appears only when it is complete; an existing one is kept. */
export function directorySink(directory: string, clock: Clock): ExportSink {
  const at = (name: string): string => join(directory, ...name.split('/'));
  const place = async (path: string, fill: (temporary: string) => Promise<void>): Promise<void> => {
    await mkdir(dirname(path), { recursive: true });
    await replaceWith(path, clock, fill);
  };
  return {
    copy: (name, file, options) =>
      onDisk(at(name), async () => {
        if (await isThere(at(name), file, options)) return;
        await place(at(name), (temporary) => copyChecked(file, temporary, options));
      }),
    write: (name, content) =>
      onDisk(at(name), () =>
        place(at(name), async (temporary) => {
          await writeFile(temporary, content, { flag: 'wx' });
        }),
      ),
    earlier: () => onDisk(directory, () => listNames(at('cas'))),
    finish: () => Promise.resolve(),
    discard: () => Promise.resolve(),
  };
}

/** A file that was damaged in the directory is written again. */
async function isThere(path: string, { sha256 }: UploadFile, { signal, onBytes }: CopyOptions): Promise<boolean> {
  const found = await ifThere(() => lstat(path));
  if (!found?.isFile()) return false;
  const isSame = (await fileDigest(path, signal)).sha256 === sha256;
  if (isSame) onBytes(found.size);
  return isSame;
}

async function copyChecked(file: UploadFile, to: string, { signal, onBytes }: CopyOptions): Promise<void> {
  const target = await open(to, 'wx');
  try {
    const { sha256 } = await readHashed(file.path, signal, async (chunk) => {
      await writeWhole(target, chunk);
      onBytes(chunk.length);
    });
    assertSha256(file.name, file.sha256, sha256);
  } finally {
    await target.close();
  }
}
