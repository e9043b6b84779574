import { createHash } from 'node:crypto';
import type { Hash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { onDisk, openExisting } from '../disk.ts';
import { EngineError } from '../errors.ts';
import { copyHashed, assertSha256, fileDigest } from '../hashedCopy.ts';
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
  readonly signal?: AbortSignal | undefined;
  /** The digest of the file; exactly the bytes that are unpacked are compared with it. */
  readonly sha256?: string | undefined;
  /** @default DEFAULT_UNPACK_LIMITS */
  readonly limits?: Partial<UnpackLimits> | undefined;
  /** Leaves out the one directory that holds everything, unless it is a `bin`. @default false */
  readonly stripTop?: boolean;
  /** Hashes executable files while they are written, see `UnpackedFile`. @default false */
  readonly hashExecutables?: boolean | undefined;
  /** The platform whose rules for names apply. @default process.platform */
  readonly platform?: NodeJS.Platform;
  /** Receives the promise that removes what an abort left, which continues after the call has settled; it never rejects. */
  readonly onCleaning?: ((removal: Promise<void>) => void) | undefined;
}

export interface Unpacked {
  /** Hard links count as files; symbolic links and directories are not listed. */
  readonly files: readonly UnpackedFile[];
  /** The directory that was left out. */
  readonly stripped?: string;
}

/**
 * Unpacks a file into a new directory. `name` is the publisher's name of the file, which decides what it is: zip, tar (plain
 * or compressed), one compressed file, or a plain file. The last two are put into the directory under that name.
 *
 * All or nothing: entries go to a directory next to the target and appear by one rename. The target must not exist, its
 * parent must. After a failure nothing is left, after an abort a little later (see `onCleaning`); after a kill,
 * `sweepStages` cleans up. Nothing lands outside the target, whatever the archive says; only files marked executable are
 * executable; owners, times and special bits are ignored. The result is not synced to disk.
 * @throws EngineError `unsafeArchive`, `storage`, `integrity` if the bytes do not match `sha256`; the signal's reason
 */
export async function unpack(file: string, name: string, target: string, options: UnpackOptions): Promise<Unpacked> {
  const { signal, sha256 } = options;
  signal?.throwIfAborted();
  try {
    const format = archiveFormat(name);
    return await onDisk(target, () => unpackInto(target, { file, name, format }, options));
  } catch (error) {
    signal?.throwIfAborted();
    if (!(error instanceof ArchiveFault)) throw error;
    // A file that was damaged on this disk is not its publisher's fault.
    if (sha256 !== undefined) assertSha256(name, sha256, (await fileDigest(file, signal)).sha256);
    const { rule, entry, message } = error;
    const facts = { name, rule, ...(entry !== undefined && { entry }) };
    throw new EngineError('unsafeArchive', `unpacking ${name}: ${message}`, facts, { cause: error });
  }
}

interface Source {
  readonly file: string;
  readonly name: string;
  readonly format: ArchiveFormat;
}

async function unpackInto(target: string, source: Source, options: UnpackOptions): Promise<Unpacked> {
  const { signal, sha256, clock, stripTop = false, hashExecutables, platform = process.platform } = options;
  const limits = { ...DEFAULT_UNPACK_LIMITS, ...options.limits };
  const budget = new Budget(limits, (await onDisk(source.file, () => stat(source.file))).size);
  const stage = await Stage.open(target);
  try {
    const own = await ownSource(source, stage, options);
    const writer = new EntryWriter(stage, { ...limits, platform, hashExecutables }, budget);
    const hash = createHash('sha256');
    for await (const entry of entriesOf(own, { limits, budget, signal, hash })) {
      signal?.throwIfAborted();
      await writer.add({ ...entry, content: abortable(entry.content, signal) });
    }
    if (sha256 !== undefined && own === source) assertSha256(source.name, sha256, hash.digest('hex'));
    const { top, files } = await writer.finish(stripTop);
    signal?.throwIfAborted();
    await stage.publish(top, clock);
    return { files, ...(top[0] !== undefined && { stripped: top[0] }) };
  } finally {
    const removal = stage.remove();
    if (signal?.aborted) options.onCleaning?.(removal);
    else await removal;
  }
}

/** A zip is not read from start to end, so its bytes can only be compared as a whole, in a copy that no other program can change. */
async function ownSource(source: Source, stage: Stage, { sha256, signal }: UnpackOptions): Promise<Source> {
  if (sha256 === undefined || source.format.container !== 'zip') return source;
  const file = stage.unpublishedPath('archive');
  const copy = await copyHashed(source.file, file, signal);
  assertSha256(source.name, sha256, copy.sha256);
  return { ...source, file };
}

interface Reading {
  readonly limits: UnpackLimits;
  readonly budget: Budget;
  readonly signal: AbortSignal | undefined;
  /** Receives all bytes of a file that is read from end to end. */
  readonly hash: Hash;
}

async function* entriesOf({ file, format }: Source, reading: Reading): AsyncGenerator<ArchiveEntry> {
  const { limits, budget, signal, hash } = reading;
  const handle = await openExisting(file);
  try {
    const { size } = await handle.stat();
    if (format.container === 'zip') return yield* readZip(new ZipFile(handle, size), limits, budget);
    const stream = createReadStream(file, { fd: handle, autoClose: false, start: 0, highWaterMark: READ_BYTES });
    const unpacked = decompress({ bytes: hashed(stream, hash), sizeBytes: size }, format.compression);
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

async function* hashed(bytes: AsyncIterable<Uint8Array>, hash: Hash): AsyncGenerator<Uint8Array> {
  for await (const chunk of bytes) {
    hash.update(chunk);
    yield chunk;
  }
}
