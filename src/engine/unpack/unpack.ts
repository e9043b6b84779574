import { createReadStream } from 'node:fs';
import { open, stat } from 'node:fs/promises';
import { onDisk } from '../disk.ts';
import { EngineError } from '../errors.ts';
import type { Clock } from '../ports.ts';
import { safeFileName } from '../safeName.ts';
import type { ArchiveEntry } from './archiveEntry.ts';
import { archiveFormat } from './archiveFormat.ts';
import type { ArchiveFormat } from './archiveFormat.ts';
import { decompress } from './decompress.ts';
import { EntryWriter } from './entryWriter.ts';
import type { UnpackedFile } from './entryWriter.ts';
import { ArchiveFault } from './fault.ts';
import { Budget, DEFAULT_UNPACK_LIMITS } from './limits.ts';
import type { UnpackLimits } from './limits.ts';
import { Stage } from './stage.ts';
import { readTar } from './tar.ts';
import { readZip } from './zip.ts';
import { ZipFile } from './zipFile.ts';

const READ_BYTES = 256 * 1024;

export interface UnpackOptions {
  readonly clock: Clock;
  readonly signal?: AbortSignal;
  /** @default DEFAULT_UNPACK_LIMITS */
  readonly limits?: Partial<UnpackLimits>;
  /** Leaves out the one directory that holds everything, where there is one. @default false */
  readonly stripTop?: boolean;
  /** Whose rules for names hold. @default process.platform */
  readonly platform?: NodeJS.Platform;
}

export interface Unpacked {
  /** Hard links are files of their own here; symbolic links and directories are not listed. */
  readonly files: readonly UnpackedFile[];
  /** The directory that was left out. */
  readonly stripped?: string;
}

/**
 * Unpacks a file into a new directory. `name` is what its publisher calls it, which says what it is: zip, tar (plain or
 * compressed), one compressed file, or a file as it is, which are both put into the directory under that name.
 *
 * All or nothing: entries go to a directory beside the target, which must not exist while its parent must, and appear by
 * one rename. After a failure or an abort nothing is left; after a kill, `sweepStages` finds what is. Nothing lands outside
 * the target, whatever the archive says; nothing is executable but what says so; owners, times and special bits are not
 * taken over. The result is not synced to disk.
 * @throws EngineError `unsafeArchive`, `storage`; the signal's reason
 */
export async function unpack(file: string, name: string, target: string, options: UnpackOptions): Promise<Unpacked> {
  const { signal } = options;
  signal?.throwIfAborted();
  try {
    const format = archiveFormat(name);
    return await onDisk(target, () => unpackInto(target, { file, format }, options));
  } catch (error) {
    signal?.throwIfAborted();
    if (!(error instanceof ArchiveFault)) throw error;
    const { rule, entry, message } = error;
    const facts = { name, rule, ...(entry !== undefined && { entry }) };
    throw new EngineError('unsafeArchive', `unpacking ${name}: ${message}`, facts, { cause: error });
  }
}

interface Source {
  readonly file: string;
  readonly format: ArchiveFormat;
}

async function unpackInto(target: string, source: Source, options: UnpackOptions): Promise<Unpacked> {
  const { signal } = options;
  const limits = { ...DEFAULT_UNPACK_LIMITS, ...options.limits };
  const budget = new Budget(limits, (await onDisk(source.file, () => stat(source.file))).size);
  const stage = await Stage.open(target);
  try {
    const writer = new EntryWriter(stage, { ...limits, platform: options.platform ?? process.platform }, budget);
    for await (const entry of entriesOf(source, { limits, budget, signal })) {
      signal?.throwIfAborted();
      await writer.add({ ...entry, content: abortable(entry.content, signal) });
    }
    const { top, files } = await writer.finish(options.stripTop ?? false);
    signal?.throwIfAborted();
    await stage.publish(top, options.clock);
    return { files, ...(top[0] !== undefined && { stripped: top[0] }) };
  } finally {
    await stage.remove();
  }
}

interface Reading {
  readonly limits: UnpackLimits;
  readonly budget: Budget;
  readonly signal: AbortSignal | undefined;
}

async function* entriesOf({ file, format }: Source, reading: Reading): AsyncGenerator<ArchiveEntry> {
  const { limits, budget, signal } = reading;
  const handle = await open(file, 'r');
  try {
    const { size } = await handle.stat();
    if (format.container === 'zip') return yield* readZip(new ZipFile(handle, size), limits, budget);
    const stream = createReadStream(file, { fd: handle, autoClose: false, start: 0, highWaterMark: READ_BYTES });
    const unpacked = decompress({ bytes: stream, sizeBytes: size }, format.compression);
    const bytes = abortable(budget.meter(unpacked), signal);
    if (format.container === 'tar') yield* readTar(bytes, (holeBytes) => budget.takeBytes(holeBytes));
    else yield { name: safeFileName(format.stem), kind: 'file', executable: false, content: bytes };
  } finally {
    await handle.close();
  }
}

async function* abortable(bytes: AsyncIterable<Uint8Array>, signal?: AbortSignal): AsyncGenerator<Uint8Array> {
  for await (const chunk of bytes) {
    signal?.throwIfAborted();
    yield chunk;
  }
}
