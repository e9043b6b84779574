import { randomUUID } from 'node:crypto';
import { mkdir, open, rm, stat } from 'node:fs/promises';
import type { FileHandle } from 'node:fs/promises';
import { dirname } from 'node:path';
import { onDisk, replaceFile } from '../disk.ts';
import { assertSha256, readHashed, writeWhole } from '../hashedCopy.ts';
import type { Clock } from '../ports.ts';
import type { ExportSink } from './exportSink.ts';
import { tarEnd, tarHeader, tarPadding } from './writeTarHeader.ts';

/**
 * Writes one tar file under a temporary name with `.part`, and renames it at the end. The same files in the same order give
 * the same bytes on every machine.
 */
export function tarSink(path: string, clock: Clock): ExportSink {
  const part = `${path}.${randomUUID()}.part`;
  let opening: Promise<FileHandle> | undefined;
  const target = (): Promise<FileHandle> => (opening ??= openNew(part));
  return {
    copy: (name, file, { signal, onBytes }) =>
      onDisk(part, async () => {
        const archive = await target();
        const { size } = await stat(file.path);
        await writeWhole(archive, tarHeader(name, size));
        const { sha256 } = await readHashed(file.path, signal, async (chunk) => {
          await writeWhole(archive, chunk);
          onBytes(chunk.length);
        });
        assertSha256(file.name, file.sha256, sha256);
        await writeWhole(archive, tarPadding(size));
      }),
    write: (name, content) =>
      onDisk(part, async () => {
        const bytes = Buffer.from(content);
        await writeWhole(
          await target(),
          Buffer.concat([tarHeader(name, bytes.length), bytes, tarPadding(bytes.length)]),
        );
      }),
    earlier: () => Promise.resolve([]),
    finish: () =>
      onDisk(path, async () => {
        const archive = await target();
        await writeWhole(archive, tarEnd());
        await archive.sync();
        await archive.close();
        await replaceFile(part, path, clock);
      }),
    discard: async () => {
      await opening?.then((archive) => archive.close()).catch(() => undefined);
      await rm(part, { force: true }).catch(() => undefined);
    },
  };
}

async function openNew(path: string): Promise<FileHandle> {
  await mkdir(dirname(path), { recursive: true });
  return open(path, 'wx');
}
