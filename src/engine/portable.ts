import { rm } from 'node:fs/promises';
import { basename } from 'node:path';
import { layoutOf } from './cache/cacheLayout.ts';
import type { CachedAsset } from './cache/downloadRequest.ts';
import { onDisk } from './disk.ts';
import { EngineError, isEngineError } from './errors.ts';
import { fileDigest } from './hashedCopy.ts';
import { copyExportedEvidence, exportedEntries } from './mirror/exportedEvidence.ts';
import type { Machine } from './machine/platform.ts';
import type { FileUseCases } from './obtain.ts';
import type { Clock } from './ports.ts';
import { assertReplaceable } from './replaceable.ts';
import { FilesProgressTracker } from './portable/filesProgress.ts';
import type { FilesProgress } from './portable/filesProgress.ts';
import { directorySink } from './portable/directorySink.ts';
import { expectedFiles } from './portable/expectedFiles.ts';
import { assertUnused, isTarFile } from './portable/exportPlace.ts';
import type { ExportSink } from './portable/exportSink.ts';
import { lockedFiles, omittedTools } from './portable/lockedFiles.ts';
import type { LockedFile, WhichFiles } from './portable/lockedFiles.ts';
import { writeOverview } from './portable/overview.ts';
import { stageTar } from './portable/stageTar.ts';
import { tarSink } from './portable/tarSink.ts';
import { assetOfLock } from './project/planRestore.ts';
import { projectPaths, readLock } from './project/projectFiles.ts';
import type { Lock } from './project/projectModel.ts';

/** Which files of a lock, and how. */
interface ObtainFilesOptions extends WhichFiles {
  readonly onProgress?: ((progress: FilesProgress) => void) | undefined;
  readonly signal: AbortSignal;
}

interface ExportOptions extends ObtainFilesOptions {
  /** A directory, made if it is missing, or the tar file to write. */
  readonly to: { readonly directory: string } | { readonly tar: string };
  /** Another file to take along, such as the extension's own package. It is only copied. */
  readonly extra?: string | undefined;
}

interface ImportOptions extends Omit<ObtainFilesOptions, keyof WhichFiles> {
  /**
   * The lock that decides which files are right. @default the exported lock, which comes from the same place as the files
   */
  readonly lock?: Lock | undefined;
  /** This machine, if it is known. The import of an export without a file that it needs is reported as failed. */
  readonly machine?: Machine | undefined;
}

/** The result for one file of a lock. */
export type FileResult = { readonly tool: string; readonly asset: string; readonly platforms: readonly string[] } & (
  { readonly ok: true; readonly cached: CachedAsset } | { readonly ok: false; readonly error: unknown }
);

/** The files of a lock that were wanted. */
export interface FileResults {
  readonly results: readonly FileResult[];
  /** Tools that have no file among them: none for the platforms, or none in the export. */
  readonly omitted: readonly string[];
}

interface Exported extends FileResults {
  /** Checksum and signature files that count for a file but could not be read, so they are not part of the export. */
  readonly lacking: readonly { readonly asset: string; readonly file: string }[];
}

/** Takes the files of a lock to a machine without a network. */
export interface Portable {
  /**
   * Obtains the files of a lock, each checked against it. Installs nothing.
   * @returns a result for each file; rejects only with the signal's reason
   */
  obtainFiles(lock: Lock, options: ObtainFilesOptions): Promise<FileResults>;
  /**
   * Obtains the files of a lock, and writes all of them into a directory that is a mirror itself, or into a tar file
   * of the same content: `cas/<SHA-256>`, `SHA256SUMS`, the lock, the checksum and signature files that were read, and
   * `index.json` for people. A tar file appears whole or not at all. Writes nothing if there is no file to export.
   * @returns a result for each file
   * @throws EngineError `storage`, with `EEXIST` for a directory that has such files and is no export; `unsafeName` for the
   * extra file; the signal's reason
   */
  exportTools(lock: Lock, options: ExportOptions): Promise<Exported>;
  /**
   * Imports an export, a directory or a tar file, into the cache, each file checked against the lock and the keys that are
   * trusted here. Keeps the evidence of each file, for keys that are trusted later. Contacts no server, and installs nothing.
   * @returns a result for each locked file that is in the export, that its `SHA256SUMS` lists, or that the machine needs, or
   * for every locked file if there is none of these. A file that is in neither the export nor the cache fails with
   * `missingInExport`
   * @throws EngineError `notExport`, `unsafeArchive`, `badProjectFile`, `storage`; the signal's reason
   */
  importTools(from: string, options: ImportOptions): Promise<FileResults>;
}

/** `isUnpacked`: the directory is a temporary one, whose name means nothing to people. */
export type FilesFrom = (directory: string, how: { readonly isUnpacked: boolean }) => FileUseCases;

interface Place {
  readonly path: string;
  readonly isUnpacked: boolean;
}

interface PortableParts {
  readonly files: FileUseCases;
  /** Files that come from an exported directory and nowhere else. */
  readonly filesFrom: FilesFrom;
  readonly directory: string;
  readonly clock: Clock;
}

export function portableOf({ files, filesFrom, directory, clock }: PortableParts): Portable {
  /** The directory is a mirror in name only: it is not configured, and a tar file's is removed afterwards. */
  const importFiles: (
    wanted: readonly LockedFile[],
    place: Place,
    options: Omit<ObtainFilesOptions, keyof WhichFiles>,
  ) => Promise<readonly FileResult[]> = async (wanted, place, { onProgress, ...options }) => {
    const tell = (progress: FilesProgress): void => onProgress?.({ ...progress, mirror: undefined });
    const results = await obtainAll(filesFrom(place.path, place), wanted, { ...options, onProgress: tell });
    for (const one of results) {
      const to = layoutOf(directory).imported;
      // Without it, the files count as now, and a key trusted later needs another import.
      if (one.ok)
        await copyExportedEvidence(one.cached.record.sha256, { from: place.path, to, clock }).catch(() => undefined);
    }
    return results.map((one) => (one.ok ? { ...one, cached: { ...one.cached, mirror: undefined } } : one));
  };
  return {
    obtainFiles: async (lock, options) => {
      const wanted = lockedFiles(lock, options);
      return { results: await obtainAll(files, wanted, options), omitted: omittedTools(lock, wanted, options) };
    },
    exportTools: async (lock, { to, extra, ...options }) => {
      await ('tar' in to ? assertReplaceable(to.tar) : assertUnused(to.directory));
      const wanted = lockedFiles(lock, options);
      const obtained = await obtainAll(files, wanted, options);
      const results = await withEvidence(obtained, files, options.signal);
      const omitted = omittedTools(lock, wanted, options);
      // Without a file it would be no export, and might take the place of one.
      if (!results.some(({ ok }) => ok)) return { results, lacking: [], omitted };
      const sink = 'tar' in to ? tarSink(to.tar, clock) : directorySink(to.directory, clock);
      try {
        const lacking = await writeAll(results, sink, files, options);
        const written = extra === undefined ? undefined : await writeExtra(extra, sink, options.signal);
        await writeOverview(sink, { lock, entries: results.filter((one) => one.ok), extra: written });
        await sink.finish();
        return { results, lacking, omitted };
      } finally {
        await sink.discard();
      }
    },
    importTools: async (from, { lock, machine, ...options }) => {
      const isTar = await isTarFile(from);
      const place = isTar ? await stageTar(from, { directory, clock, signal: options.signal }) : from;
      try {
        const wanted = lock ?? (await readLock(projectPaths(place).lock));
        if (!wanted) throw new EngineError('notExport', `there is no lock in ${from}`, { path: from });
        const expected = await expectedFiles(place, wanted, machine);
        const results = await importFiles(expected, { path: place, isUnpacked: isTar }, options);
        return {
          results: results.map((result, at) => explained(result, from, expected[at]?.isThere === true)),
          omitted: omittedTools(wanted, expected, {}),
        };
      } finally {
        if (isTar) await rm(place, { recursive: true, force: true, maxRetries: 5 }).catch(() => undefined);
      }
    },
  };
}

/** A file that was not accepted is missing or damaged; the settings are not to blame. */
function explained(result: FileResult, from: string, isThere: boolean): FileResult {
  if (result.ok || !isEngineError(result.error, 'notMirrored')) return result;
  const { asset: name, error } = result;
  const facts = { name, path: from };
  const explanation = isThere
    ? new EngineError('damagedExport', `${name} is damaged in ${from}`, facts, { cause: error })
    : new EngineError('missingInExport', `${name} is not in ${from}`, facts, { cause: error });
  return { ...result, error: explanation };
}

async function obtainAll(
  files: FileUseCases,
  wanted: readonly LockedFile[],
  { signal, onProgress }: ObtainFilesOptions,
): Promise<readonly FileResult[]> {
  const tracker = new FilesProgressTracker(
    'fetch',
    wanted.map(({ sizeBytes }) => sizeBytes),
    onProgress,
  );
  const results: FileResult[] = [];
  for (const { tool, locked, asset, sha256, sizeBytes = 0, platforms } of wanted) {
    const about = { tool, asset, platforms };
    tracker.at(0, { tool });
    try {
      const cached = await files.obtain(assetOfLock(locked, asset), {
        expected: { by: 'lock', digests: { sha256 } },
        onProgress: (progress) => {
          if (progress.phase === 'transfer') tracker.at(progress.receivedBytes, { tool, mirror: progress.mirror });
        },
        signal,
      });
      results.push({ ...about, ok: true, cached });
    } catch (error) {
      signal.throwIfAborted();
      results.push({ ...about, ok: false, error });
    }
    tracker.ended(sizeBytes, { tool });
  }
  return results;
}

/** Perhaps only the lock named these bytes, and then their evidence was never gathered. */
async function withEvidence(
  results: readonly FileResult[],
  files: FileUseCases,
  signal: AbortSignal,
): Promise<readonly FileResult[]> {
  const gathered: FileResult[] = [];
  for (const result of results) gathered.push(result.ok ? await gatherEvidence(result, files, signal) : result);
  return gathered;
}

async function gatherEvidence(
  result: Extract<FileResult, { ok: true }>,
  files: FileUseCases,
  signal: AbortSignal,
): Promise<FileResult> {
  const { tool, asset, platforms, cached } = result;
  if (cached.record.evidence.gatheredAt !== undefined) return result;
  const verified = await files.verify(cached.record.key, { signal });
  if (verified.state === 'broken') return { tool, asset, platforms, ok: false, error: verified.error };
  return verified.state === 'intact' ? { ...result, cached: { ...cached, record: verified.record } } : result;
}

/** In the order of their digests, so that a tar file depends on nothing else. */
async function writeAll(
  results: readonly FileResult[],
  sink: ExportSink,
  files: FileUseCases,
  { signal, onProgress }: ObtainFilesOptions,
): Promise<Exported['lacking']> {
  const bySha256 = new Map(results.flatMap((one) => (one.ok ? [[one.cached.record.sha256, one] as const] : [])));
  const wanted = [...bySha256].sort(([one], [other]) => (one < other ? -1 : 1));
  const tracker = new FilesProgressTracker(
    'write',
    wanted.map(([, { cached }]) => cached.record.sizeBytes),
    onProgress,
  );
  const lacking: Exported['lacking'][number][] = [];
  const written = new Set<string>();
  for (const [sha256, { tool, asset, cached }] of wanted) {
    const { name, sizeBytes } = cached.record;
    let doneBytes = 0;
    const onBytes = (count: number): void => tracker.at((doneBytes += count), { tool });
    await sink.copy(`cas/${sha256}`, { name, path: cached.path, sha256 }, { signal, onBytes });
    tracker.ended(sizeBytes, { tool });
    const evidence = await evidenceOf(cached, files, signal);
    lacking.push(...evidence.lacking.map((file) => ({ asset, file })));
    for (const { name: at, content } of evidence.found.length > 0 ? exportedEntries(sha256, evidence.found) : []) {
      if (!written.has(at)) await sink.write(at, content);
      written.add(at);
    }
  }
  return lacking;
}

async function evidenceOf(cached: CachedAsset, files: FileUseCases, signal: AbortSignal) {
  const { record } = cached;
  const { evidence, instance, source, version } = record;
  const found = [];
  const lacking = [];
  for (const file of evidence.files) {
    try {
      found.push({ file, bytes: await files.readSmall({ ...file, instance, source, version }, signal) });
    } catch (error) {
      // The importing machine judges by the files that were exported, and reports what is missing.
      if (!isEngineError(error)) throw error;
      lacking.push(file.name);
    }
  }
  return { found, lacking };
}

const EXTRA_NAME = /^[A-Za-z0-9][A-Za-z0-9._+-]{0,79}$/;

async function writeExtra(
  path: string,
  sink: ExportSink,
  signal: AbortSignal,
): Promise<{ name: string; sha256: string }> {
  const file = basename(path);
  if (!EXTRA_NAME.test(file)) throw new EngineError('unsafeName', `${file} as a name`, { name: file, rule: 'extra' });
  const { sha256 } = await onDisk(path, () => fileDigest(path, signal));
  const name = `extra/${file}`;
  await sink.copy(name, { name: file, path, sha256 }, { signal, onBytes: () => undefined });
  return { name, sha256 };
}
