import { algorithmsNamedIn } from './checksumAlgorithms.ts';
import { isAttestationName } from './attestations.ts';
import { STRONG_ALGORITHMS } from '../evidence.ts';
import type { StrongAlgorithm } from '../evidence.ts';
import { listNearness } from './listNearness.ts';
import type { ListNearness } from './listNearness.ts';
import { SIDECAR_LIMIT_BYTES } from './sidecarText.ts';

/** A file's name, and its size if known. */
export interface FileOfRelease {
  readonly name: string;
  readonly sizeBytes: number | undefined;
}

/** A file with possible evidence for an asset: its own sidecar, or a list of the release. */
export interface ChecksumFile<T extends FileOfRelease> {
  readonly file: T;
  readonly scope: 'asset' | 'list';
  /** Set if its name says that it lists other files of the release. */
  readonly ofOthers?: true;
}

/** The ending of a clearsigned text counts as a list too: it may be the only copy. */
const TAIL = /(?:\.(?:txt|md))?(?:\.(?:asc|sig|sign|gpg|pgp))?$/i;
const SIDECAR_WORD = /^\.(?:checksum|digest|dgst|hash|mds|sha|sum)$/i;
const SIDECAR_ALGORITHM = /^[._-][a-z0-9]+(?:[-_]\d{3})?$/i;
const LIST_WORD =
  /(?<![a-z0-9])(?:check|sha|md5|b2|b3|sha\d{1,3})?(?:sums?|digests?|hash(?:es)?)(?:\d{3})?(?![a-z0-9])/i;
/** The name of OpenBSD's list, and endings that do not tell the algorithm. */
const LIST_NAME = /^sha(?:256|384|512)$|\.(?:sha|dgst|mds)$/i;

/**
 * The rest of a file's name after the asset's, if that makes it the asset's own checksum file (`.sha256`, `.sha512sum.txt`,
 * `.digest`); else `undefined`. A plural names a list: `tool_checksums.txt` is not the sidecar of `tool`.
 */
export function sidecarSuffix(sidecarName: string, assetName: string): string | undefined {
  if (assetName === '' || !sidecarName.startsWith(assetName)) return undefined;
  const suffix = sidecarName.slice(assetName.length);
  const core = suffix.replace(TAIL, '');
  const named = SIDECAR_ALGORITHM.test(core) && !/sums$/i.test(core) && algorithmsNamedIn(core).length > 0;
  return named || SIDECAR_WORD.test(core) ? suffix : undefined;
}

/**
 * Finds the files of a release with possible evidence for an asset, best first: its own sidecars before lists, lists named
 * like the asset before others, SHA-512 before SHA-256 before names without an algorithm. Lists named like other files come
 * last, because a release may have one for each target. Never returns the asset itself, the sidecar of another file, a file
 * that is too large, or one whose name promises only weak digests (MD5, SHA-1).
 */
export function findChecksumFiles<T extends FileOfRelease>(
  asset: FileOfRelease,
  siblings: readonly T[],
): readonly ChecksumFile<T>[] {
  const names = new Set(siblings.map(({ name }) => name));
  const found = siblings.flatMap((file): readonly ChecksumFile<T>[] => {
    if (file.name === asset.name || (file.sizeBytes ?? 0) > SIDECAR_LIMIT_BYTES) return [];
    if (rank(file.name, asset.name) === undefined || isDetached(file.name, names)) return [];
    if (sidecarSuffix(file.name, asset.name) !== undefined) return [{ file, scope: 'asset' }];
    return isList(file.name) && !isSidecar(file.name, names) ? [{ file, scope: 'list' }] : [];
  });
  const nearness = found.some(({ scope }) => scope === 'list') ? nearnessTo(asset, found, siblings) : undefined;
  const ordered = found.map((one) => {
    const near = one.scope === 'list' ? nearness?.(one.file.name) : undefined;
    const order = [one.scope === 'list' ? 1 : 0, ...(near?.order ?? []), rank(one.file.name, asset.name) ?? 0];
    return { one: near?.ofOthers ? { ...one, ofOthers: true as const } : one, order };
  });
  return ordered.toSorted((one, other) => compareOrders(one.order, other.order)).map(({ one }) => one);
}

function compareOrders(one: readonly number[], other: readonly number[]): number {
  const at = one.findIndex((value, index) => value !== other[index]);
  return at < 0 ? 0 : (one[at] ?? 0) - (other[at] ?? 0);
}

function nearnessTo<T extends FileOfRelease>(
  asset: FileOfRelease,
  found: readonly ChecksumFile<T>[],
  siblings: readonly T[],
): (name: string) => ListNearness {
  const lists = new Set(found.map(({ file }) => file));
  const others = siblings.filter((file) => !lists.has(file)).map(({ name }) => name);
  return listNearness(asset.name, others);
}

/** No suffix of a sidecar has more parts than `.sha2-256.txt.asc`. */
const MAX_SUFFIX_PARTS = 4;

/**
 * Whether it is the checksum file of one of these. There may be thousands, so it looks up the names that it could belong to.
 */
function isSidecar(name: string, names: ReadonlySet<string>): boolean {
  let end = name.length;
  for (const part of name.split(/[._-]/).slice(-MAX_SUFFIX_PARTS).toReversed()) {
    end -= part.length + 1;
    if (end <= 0) return false;
    const asset = name.slice(0, end);
    if (names.has(asset) && sidecarSuffix(name, asset) !== undefined) return true;
  }
  return false;
}

/**
 * The rank of the strongest algorithm that the name promises. A name without an algorithm comes next, then one with an
 * algorithm that is not computed here, which is listed so that its existence is known.
 */
function rank(name: string, assetName: string): number | undefined {
  const named = algorithmsNamedIn(sidecarSuffix(name, assetName) ?? name);
  const strong = STRONG_ALGORITHMS.findIndex((algorithm: StrongAlgorithm) => named.includes(algorithm));
  if (strong >= 0) return strong;
  if (named.includes('unsupported')) return STRONG_ALGORITHMS.length + 1;
  return named.length === 0 ? STRONG_ALGORITHMS.length : undefined;
}

const SIGNED = /\.(?:asc|sig|sign|gpg|pgp)$/i;

/** `SHA256SUMS.asc` next to `SHA256SUMS` is a signature over it; alone, it may be the list itself, clearsigned. */
function isDetached(name: string, names: ReadonlySet<string>): boolean {
  return SIGNED.test(name) && names.has(name.replace(SIGNED, ''));
}

/**
 * Whether a text file, or the last word of a name without an extension, is named as checksums; a program of such a name is
 * not.
 */
function isList(name: string): boolean {
  if (isAttestationName(name)) return true;
  const core = name.replace(TAIL, '');
  const isText = core !== name;
  if (LIST_NAME.test(core)) return true;
  const lastWord = core.split(/[._-]/).at(-1) ?? '';
  const part = isText ? core : lastWord;
  return LIST_WORD.test(part) || (algorithmsNamedIn(part).length > 0 && (isText || core.includes('.')));
}
