import { createReadStream } from 'node:fs';
import { mkdir, open, rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { cacheRoot, errnoOf, makeNewDirectory, onDisk, openExisting } from '../disk.ts';
import { EngineError } from '../errors.ts';
import { writeWhole } from '../hashedCopy.ts';
import type { Clock } from '../ports.ts';
import { LOCK_FILE } from '../project/projectModel.ts';
import type { ArchiveEntry } from '../unpack/archiveEntry.ts';
import { ArchiveFault, demand } from '../unpack/fault.ts';
import { Budget, DEFAULT_UNPACK_LIMITS } from '../unpack/limits.ts';
import { STAGE_PREFIX, sweepStages } from '../unpack/stage.ts';
import { readTar } from '../unpack/tar.ts';

const READ_BYTES = 256 * 1024;
/** Everything that an import reads. */
const WANTED = new RegExp(
  `^(?:cas/[0-9a-f]{64}|evidence/[0-9a-f]{64}\\.json|evidence/files/[0-9a-f]{64}|SHA256SUMS|${LOCK_FILE.replaceAll('.', '\\.')})$`,
);

interface StageOptions {
  /** The cache directory, which has room for the files. */
  readonly directory: string;
  readonly clock: Clock;
  readonly signal: AbortSignal;
}

/**
 * Unpacks an exported tar file into a new directory, which the caller removes. The archive is untrusted: only names of an
 * export are written, links and devices are refused, and no name counts twice. Leftovers of killed processes are removed
 * after a day.
 * @throws EngineError `notExport` for anything else than a tar file, `unsafeArchive`, `storage`; the signal's reason
 */
export async function stageTar(path: string, { directory, clock, signal }: StageOptions): Promise<string> {
  const parent = join(cacheRoot(directory), 'imports');
  await sweepStages(parent, clock);
  const stage = await onDisk(parent, () => makeNewDirectory(parent, STAGE_PREFIX));
  try {
    await onDisk(path, () => unpackInto(stage, path, signal));
    return stage;
  } catch (error) {
    await rm(stage, { recursive: true, force: true, maxRetries: 5 }).catch(() => undefined);
    signal.throwIfAborted();
    if (!(error instanceof ArchiveFault)) throw error;
    if (error.rule === 'corrupt' && !(await isTar(path))) {
      throw new EngineError('notExport', `${path} is not a tar file`, { path });
    }
    const facts = { name: basename(path), rule: error.rule, ...(error.entry !== undefined && { entry: error.entry }) };
    throw new EngineError('unsafeArchive', `reading ${path}: ${error.message}`, facts, { cause: error });
  }
}

/** The mark in the first header of every tar file since POSIX.1-1988, which all exports have. */
async function isTar(path: string): Promise<boolean> {
  const file = await openExisting(path);
  try {
    const mark = Buffer.alloc(5);
    await file.read(mark, 0, mark.length, 257);
    return mark.toString('latin1') === 'ustar';
  } finally {
    await file.close();
  }
}

async function unpackInto(stage: string, path: string, signal: AbortSignal): Promise<void> {
  const archive = await openExisting(path);
  try {
    const { size } = await archive.stat();
    const budget = new Budget({ ...DEFAULT_UNPACK_LIMITS, maxTotalBytes: size }, size);
    const bytes = createReadStream(path, { fd: archive, autoClose: false, start: 0, highWaterMark: READ_BYTES });
    for await (const entry of readTar(bytes, (holeBytes) => budget.takeBytes(holeBytes))) {
      signal.throwIfAborted();
      budget.takeEntry();
      await writeEntry(stage, entry, signal);
    }
  } finally {
    await archive.close();
  }
}

async function writeEntry(stage: string, { name, kind, content }: ArchiveEntry, signal: AbortSignal): Promise<void> {
  demand(kind === 'file' || kind === 'directory', 'link', 'a link', name);
  const plain = name.replace(/^\.\//, '');
  if (kind !== 'file' || !WANTED.test(plain)) return;
  const path = join(stage, ...plain.split('/'));
  await mkdir(dirname(path), { recursive: true });
  const file = await open(path, 'wx').catch((error: unknown) => {
    demand(errnoOf(error) !== 'EEXIST', 'duplicate', 'the same name twice', name);
    throw error;
  });
  try {
    for await (const chunk of content) {
      signal.throwIfAborted();
      await writeWhole(file, chunk);
    }
  } finally {
    await file.close();
  }
}
