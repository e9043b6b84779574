import { isEngineError } from '../errors.ts';
import type { EngineError, ErrorCode } from '../errors.ts';
import type { Digest } from '../evidence.ts';
import type { Digests } from '../model.ts';
import { forEachConcurrently } from '../forEachConcurrently.ts';
import { findChecksumFiles } from './checksumFiles.ts';
import type { ChecksumFile, FileOfRelease } from './checksumFiles.ts';
import { parseChecksums } from './checksums.ts';
import { readEmbedded } from './embedded.ts';
import type { ChecksumResult } from './checksums.ts';
import { findSignatureFiles } from './signatureFiles.ts';

/**
 * A fetched file of the release, or why it could not be fetched: a file that exists but cannot be fetched is not "no file".
 */
type Fetched = { readonly ok: true; readonly bytes: Uint8Array } | { readonly ok: false; readonly code: ErrorCode };

/** A signature file for a file. */
export interface GatheredSignature<T> {
  readonly file: T;
  readonly fetched: Fetched;
}

export interface GatheredChecksums<T> {
  readonly file: T;
  readonly scope: 'asset' | 'list';
  readonly fetched: Fetched;
  /** The file that names the algorithms of the columns, if any. */
  readonly order?: T;
  /** What it states about the asset; absent if it was not fetched. */
  readonly result?: ChecksumResult;
  readonly signatures: readonly GatheredSignature<T>[];
}

/** Everything that the other files of a release state about one of its assets, before any of it is trusted. */
export interface Gathered<T> {
  readonly checksums: readonly GatheredChecksums<T>[];
  readonly signatures: readonly GatheredSignature<T>[];
  /** The digests in the instance's own listing of the asset; absent if it was not listed this time. */
  readonly listed?: Digests | undefined;
  /** The digests in the release notes; absent if the release was not listed this time. */
  readonly notes?: readonly Digest[] | undefined;
  /** Whether some files came from disk instead of being fetched now. */
  readonly fromDisk?: boolean;
}

/** No real release has more files about one asset, and a hostile one must not cause endless fetches. */
const MAX_CHECKSUM_FILES = 8;
const MAX_SIGNATURES = 6;
/** Such as `checksums_hashes_order` next to the table `checksums`, which rhash writes. */
const ORDER_ENDING = '_hashes_order';
/** For one asset; several assets may be checked at the same time. */
const MAX_AT_ONCE = 4;

/** The files of a release with possible evidence for an asset, judged by their names alone. */
interface EvidenceFilesFor<T extends FileOfRelease> {
  readonly signatures: readonly T[];
  readonly checksums: readonly ChecksumFile<T>[];
}

/** Exactly the files that `gather` reads, apart from signatures over checksum files with an entry for the asset. */
export function evidenceFilesFor<T extends FileOfRelease>(
  asset: FileOfRelease,
  siblings: readonly T[],
): EvidenceFilesFor<T> {
  const { first, later } = checksumFilesFor(asset, siblings);
  return { signatures: signaturesOver(asset, siblings), checksums: first.length > 0 ? first : later };
}

/** The files to read, and those to read only if none of the first has a digest for the asset. */
function checksumFilesFor<T extends FileOfRelease>(
  asset: FileOfRelease,
  siblings: readonly T[],
): Readonly<Record<'first' | 'later', readonly ChecksumFile<T>[]>> {
  const all = findChecksumFiles(asset, siblings);
  const first = all.filter(({ ofOthers }) => !ofOthers).slice(0, MAX_CHECKSUM_FILES);
  const later = all.filter((one) => !first.includes(one)).slice(0, MAX_CHECKSUM_FILES);
  return { first, later };
}

function signaturesOver<T extends FileOfRelease>(file: FileOfRelease, siblings: readonly T[]): readonly T[] {
  return findSignatureFiles(file, siblings).slice(0, MAX_SIGNATURES);
}

/**
 * Collects all evidence about an asset from the files of its release: signatures over it, checksum files, and signatures
 * over those with an entry for it.
 *
 * `fetchSmall` returns a file's bytes and limits their number. Its permanent `EngineError`s become part of the result;
 * temporary ones, and the reason of an abort, are thrown.
 */
export async function gather<T extends FileOfRelease>(
  asset: T,
  siblings: readonly T[],
  fetchSmall: (file: T) => Promise<Uint8Array>,
): Promise<Gathered<T>> {
  const others = siblings.filter((file) => file !== asset);
  const over = signaturesOver(asset, others);
  const { first, later } = checksumFilesFor(asset, others);
  const fetched = new Map<T, Fetched>();
  const fetchMissing = (wanted: readonly T[]): Promise<void> => {
    const missing = new Set(wanted.filter((file) => !fetched.has(file)));
    return forEachConcurrently(
      missing,
      MAX_AT_ONCE,
      async (file) => void fetched.set(file, await fetchOne(file, fetchSmall)),
    );
  };
  const read = async (files: readonly ChecksumFile<T>[]) => {
    const orders = files.map(({ file }) => others.find(({ name }) => name === `${file.name}${ORDER_ENDING}`));
    await fetchMissing([...files.map(({ file }) => file), ...orders.filter((one) => one !== undefined)]);
    return files.map(({ file, scope }, index) => {
      const order = orders[index];
      const ordered = order && { order, columns: bytesOf(fetchedOf(fetched, order)) };
      return readChecksums(file, { scope, fetched: fetchedOf(fetched, file), asset, ...ordered });
    });
  };

  await fetchMissing([...over, ...first.map(({ file }) => file)]);
  const telling = await read(first);
  const lists = telling.some(({ result }) => result?.ok) ? telling : [...telling, ...(await read(later))];
  const vouching = lists.map((one) => (one.result?.ok ? signaturesOver(one.file, others) : []));
  await fetchMissing(vouching.flat());
  const isList = (file: T): boolean => holdsText(fetchedOf(fetched, file));
  const paired = (signatures: readonly T[]): readonly GatheredSignature<T>[] =>
    signatures.map((file) => ({ file, fetched: fetchedOf(fetched, file) }));
  const unsigned = lists.map((one, index) => ({
    ...one,
    signatures: paired((vouching[index] ?? []).filter((file) => !isList(file))),
  }));
  const signed = await read(
    vouching
      .flat()
      .filter(isList)
      .map((file) => ({ file, scope: 'list' })),
  );
  return { checksums: [...unsigned, ...signed.map((one) => ({ ...one, signatures: [] }))], signatures: paired(over) };
}

/** `SHASUMS256.txt.asc` next to `SHASUMS256.txt` may be the list itself, clearsigned, so it counts on its own. */
function holdsText(fetched: Fetched): boolean {
  return fetched.ok && readEmbedded(fetched.bytes) !== undefined;
}

async function fetchOne<T>(file: T, fetchSmall: (file: T) => Promise<Uint8Array>): Promise<Fetched> {
  try {
    return { ok: true, bytes: await fetchSmall(file) };
  } catch (error) {
    if (!isEngineError(error) || isTemporary(error)) throw error;
    return { ok: false, code: error.code };
  }
}

/** Whether the failure is temporary and another try may succeed. */
export function isTemporary({ code }: EngineError): boolean {
  return code === 'network' || code === 'timeout' || code === 'server' || code === 'rateLimited';
}

function fetchedOf<T>(fetched: ReadonlyMap<T, Fetched>, file: T): Fetched {
  const found = fetched.get(file);
  if (!found) throw new TypeError('a file was not requested');
  return found;
}

interface ReadOptions<T> {
  readonly scope: 'asset' | 'list';
  readonly fetched: Fetched;
  readonly asset: T;
  readonly order?: T;
  readonly columns?: Uint8Array | undefined;
}

function readChecksums<T extends FileOfRelease>(
  file: T,
  { scope, fetched, asset, order, columns }: ReadOptions<T>,
): Omit<GatheredChecksums<T>, 'signatures'> {
  const read = { file, scope, fetched, ...(order && { order }) };
  if (!fetched.ok) return read;
  const names = { sidecarName: file.name, assetName: asset.name };
  return { ...read, result: parseChecksums(fetched.bytes, { ...names, order: columns }) };
}

function bytesOf(fetched: Fetched): Uint8Array | undefined {
  return fetched.ok ? fetched.bytes : undefined;
}

/** Every file that was read, each once. */
export function gatheredFiles<T>({ checksums, signatures }: Gathered<T>): readonly T[] {
  const ofChecksums = checksums.flatMap(({ file, order, signatures: over }) => [
    file,
    ...(order ? [order] : []),
    ...over.map((one) => one.file),
  ]);
  return [...new Set([...signatures.map(({ file }) => file), ...ofChecksums])];
}
