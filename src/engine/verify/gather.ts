import { isEngineError } from '../errors.ts';
import type { ErrorCode } from '../errors.ts';
import { findChecksumFiles } from './checksumFiles.ts';
import type { FileOfRelease } from './checksumFiles.ts';
import { parseChecksums } from './checksums.ts';
import type { ChecksumResult } from './checksums.ts';
import { findSignatureFiles } from './signatureFiles.ts';
import { mayComeLater } from './witness.ts';

/** A file of the release as it came, or why it did not: a file that is there and cannot be had is not "no file". */
export type Received =
  { readonly ok: true; readonly bytes: Uint8Array } | { readonly ok: false; readonly code: ErrorCode };

/** A signature file beside a file. */
export interface GatheredSignature<T> {
  readonly file: T;
  readonly received: Received;
}

export interface GatheredChecksums<T> {
  readonly file: T;
  readonly scope: 'asset' | 'list';
  readonly received: Received;
  /** What it says of the asset; absent where it did not come. */
  readonly result?: ChecksumResult;
  readonly signatures: readonly GatheredSignature<T>[];
}

/** All that the other files of a release have to say about one of its assets, before anything of it is believed. */
export interface Gathered<T> {
  readonly checksums: readonly GatheredChecksums<T>[];
  readonly signatures: readonly GatheredSignature<T>[];
}

/** Nobody has more, and a release must not make its reader fetch without end. */
const MAX_CHECKSUM_FILES = 8;
const MAX_SIGNATURES = 4;

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
  const receive = async (file: T): Promise<Received> => {
    try {
      return { ok: true, bytes: await fetchSmall(file) };
    } catch (error) {
      if (!isEngineError(error) || mayComeLater(error)) throw error;
      return { ok: false, code: error.code };
    }
  };
  const signaturesOver = (file: T): Promise<readonly GatheredSignature<T>[]> =>
    Promise.all(
      findSignatureFiles(file, others)
        .slice(0, MAX_SIGNATURES)
        .map(async (signature) => ({ file: signature, received: await receive(signature) })),
    );
  const readChecksums = async (file: T, scope: 'asset' | 'list'): Promise<GatheredChecksums<T>> => {
    const received = await receive(file);
    if (!received.ok) return { file, scope, received, signatures: [] };
    const result = parseChecksums(received.bytes, { sidecarName: file.name, assetName: asset.name });
    return { file, scope, received, result, signatures: result.ok ? await signaturesOver(file) : [] };
  };
  const files = findChecksumFiles(asset, others).slice(0, MAX_CHECKSUM_FILES);
  const [signatures, checksums] = await Promise.all([
    signaturesOver(asset),
    Promise.all(files.map(({ file, scope }) => readChecksums(file, scope))),
  ]);
  return { checksums, signatures };
}

/** Every file that was looked at, each once. */
export function filesOf<T>({ checksums, signatures }: Gathered<T>): readonly T[] {
  const beside = checksums.flatMap((one) => [one.file, ...one.signatures.map(({ file }) => file)]);
  return [...new Set([...signatures.map(({ file }) => file), ...beside])];
}
