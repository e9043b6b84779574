import { isEngineError } from '../errors.ts';
import type { ErrorCode } from '../errors.ts';
import type { Digests } from '../model.ts';
import { inLanes } from '../lanes.ts';
import { findChecksumFiles } from './checksumFiles.ts';
import type { ChecksumFile, FileOfRelease } from './checksumFiles.ts';
import { parseChecksums } from './checksums.ts';
import { readEmbedded } from './embedded.ts';
import type { ChecksumResult } from './checksums.ts';
import { findSignatureFiles } from './signatureFiles.ts';
import { mayComeLater } from './evidenceSource.ts';

/** A file of the release as it came, or why it did not: a file that is there and cannot be had is not "no file". */
type Received = { readonly ok: true; readonly bytes: Uint8Array } | { readonly ok: false; readonly code: ErrorCode };

/** A signature file beside a file. */
export interface GatheredSignature<T> {
  readonly file: T;
  readonly received: Received;
}

export interface GatheredChecksums<T> {
  readonly file: T;
  readonly scope: 'asset' | 'list';
  readonly received: Received;
  /** The file that says which algorithms its columns are of, where there is one. */
  readonly order?: T;
  /** What it says of the asset; absent where it did not come. */
  readonly result?: ChecksumResult;
  readonly signatures: readonly GatheredSignature<T>[];
}

/** All that the other files of a release have to say about one of its assets, before anything of it is believed. */
export interface Gathered<T> {
  readonly checksums: readonly GatheredChecksums<T>[];
  readonly signatures: readonly GatheredSignature<T>[];
  /** The digests with which the instance itself lists the asset; absent where it was not listed this time. */
  readonly listed?: Digests | undefined;
  /** Whether some of it was kept from an earlier time, and not fetched now. */
  readonly fromDisk?: boolean;
}

/** Nobody has more that are about one asset, and a release must not make its reader fetch without end. */
const MAX_CHECKSUM_FILES = 8;
const MAX_SIGNATURES = 6;
/** As `checksums_hashes_order` beside the table `checksums`, which rhash writes. */
const ORDER_ENDING = '_hashes_order';
/** For one asset; many may be looked at side by side. */
const MAX_AT_ONCE = 4;

/** The files of a release that say something of an asset, as far as names tell before any of them was read. */
interface EvidenceFilesBeside<T extends FileOfRelease> {
  readonly signatures: readonly T[];
  readonly checksums: readonly ChecksumFile<T>[];
}

/** Just those that `gather` looks at; besides them only signatures over checksum files that have an entry for the asset. */
export function evidenceFilesBeside<T extends FileOfRelease>(
  asset: FileOfRelease,
  siblings: readonly T[],
): EvidenceFilesBeside<T> {
  const { first, later } = checksumFilesFor(asset, siblings);
  return { signatures: signaturesOver(asset, siblings), checksums: first.length > 0 ? first : later };
}

/** Those that are read, and those that are only read where none of the first has a digest for the asset. */
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
 * Looks for all evidence about an asset among the files of its release: signatures over it, checksum files, and signatures
 * over those that have an entry for it.
 *
 * `fetchSmall` gives a file's bytes and bounds their number. Its `EngineError`s become part of the answer where another try
 * would not help; all others, and the reason of an abort, go through.
 */
export async function gather<T extends FileOfRelease>(
  asset: T,
  siblings: readonly T[],
  fetchSmall: (file: T) => Promise<Uint8Array>,
): Promise<Gathered<T>> {
  const others = siblings.filter((file) => file !== asset);
  const over = signaturesOver(asset, others);
  const { first, later } = checksumFilesFor(asset, others);
  const received = new Map<T, Received>();
  const receive = (wanted: readonly T[]): Promise<void> => {
    const missing = new Set(wanted.filter((file) => !received.has(file)));
    return inLanes(missing, MAX_AT_ONCE, async (file) => void received.set(file, await receiveOne(file, fetchSmall)));
  };
  const read = async (files: readonly ChecksumFile<T>[]) => {
    const orders = files.map(({ file }) => others.find(({ name }) => name === `${file.name}${ORDER_ENDING}`));
    await receive([...files.map(({ file }) => file), ...orders.filter((one) => one !== undefined)]);
    return files.map(({ file, scope }, index) => {
      const order = orders[index];
      const beside = order && { order, columns: bytesOf(receivedOf(received, order)) };
      return readChecksums(file, { scope, received: receivedOf(received, file), asset, ...beside });
    });
  };

  await receive([...over, ...first.map(({ file }) => file)]);
  const telling = await read(first);
  const lists = telling.some(({ result }) => result?.ok) ? telling : [...telling, ...(await read(later))];
  const vouching = lists.map((one) => (one.result?.ok ? signaturesOver(one.file, others) : []));
  await receive(vouching.flat());
  const isList = (file: T): boolean => holdsText(receivedOf(received, file));
  const paired = (signatures: readonly T[]): readonly GatheredSignature<T>[] =>
    signatures.map((file) => ({ file, received: receivedOf(received, file) }));
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

/** `SHASUMS256.txt.asc` beside `SHASUMS256.txt` may be the list once more, signed in clear: it speaks for itself. */
function holdsText(received: Received): boolean {
  return received.ok && readEmbedded(received.bytes) !== undefined;
}

async function receiveOne<T>(file: T, fetchSmall: (file: T) => Promise<Uint8Array>): Promise<Received> {
  try {
    return { ok: true, bytes: await fetchSmall(file) };
  } catch (error) {
    if (!isEngineError(error) || mayComeLater(error)) throw error;
    return { ok: false, code: error.code };
  }
}

function receivedOf<T>(received: ReadonlyMap<T, Received>, file: T): Received {
  const found = received.get(file);
  if (!found) throw new TypeError('a file was not asked for');
  return found;
}

interface ReadOptions<T> {
  readonly scope: 'asset' | 'list';
  readonly received: Received;
  readonly asset: T;
  readonly order?: T;
  readonly columns?: Uint8Array | undefined;
}

function readChecksums<T extends FileOfRelease>(
  file: T,
  { scope, received, asset, order, columns }: ReadOptions<T>,
): Omit<GatheredChecksums<T>, 'signatures'> {
  const read = { file, scope, received, ...(order && { order }) };
  if (!received.ok) return read;
  const names = { sidecarName: file.name, assetName: asset.name };
  return { ...read, result: parseChecksums(received.bytes, { ...names, order: columns }) };
}

function bytesOf(received: Received): Uint8Array | undefined {
  return received.ok ? received.bytes : undefined;
}

/** Every file that was looked at, each once. */
export function gatheredFiles<T>({ checksums, signatures }: Gathered<T>): readonly T[] {
  const beside = checksums.flatMap(({ file, order, signatures: over }) => [
    file,
    ...(order ? [order] : []),
    ...over.map((one) => one.file),
  ]);
  return [...new Set([...signatures.map(({ file }) => file), ...beside])];
}
