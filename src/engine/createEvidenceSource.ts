import type { EvidenceBytes, EvidenceFiles } from './cache/evidenceFiles.ts';
import { isEngineError } from './errors.ts';
import { foldCase } from './model.ts';
import type { Asset, Version } from './model.ts';
import type { OpenBody } from './ports.ts';
import type { Digest, EvidenceFile } from './evidence.ts';
import type { ChecksumFinding } from './findings.ts';
import type { ExportedEvidence } from './mirror/exportedEvidence.ts';
import { examineChecksums } from './verify/examine.ts';
import { gather, isTemporary } from './verify/gather.ts';
import type { Gathered } from './verify/gather.ts';
import type { Memories } from './verify/memories.ts';
import type { Trust } from './verify/trust.ts';
import { digestsInNotes } from './verify/releaseNotes.ts';
import { unsignedGroups } from './verify/unsignedGroups.ts';
import type { EvidenceSource, EarlierFiles } from './verify/evidenceRequest.ts';

export interface EvidenceSourceParts {
  readonly files: EvidenceFiles;
  readonly memories: Memories;
  readonly trust: (instance: string, owner: string) => Trust;
  readonly open: (asset: Asset) => OpenBody;
  /** The version of an asset, with all its files. */
  readonly version: (asset: Asset, options: { refresh: boolean; signal: AbortSignal }) => Promise<Version>;
  /**
   * Evidence that was exported together with the bytes of that digest, in the export itself or kept from its import. It comes
   * from an untrusted place.
   */
  readonly exported: (sha256: string | undefined) => Promise<ExportedEvidence | undefined>;
}

export interface EvidenceSourceOptions {
  /** Whether to list the release again, and to read the history again, however recent they are. */
  readonly relist?: boolean;
  /** Whether to use only what is on this machine. */
  readonly offline?: boolean;
}

/** Combines the release of an asset, the user's trust and the trust history. */
export function createEvidenceSource(
  parts: EvidenceSourceParts,
  asset: Asset,
  { relist = false, offline = false }: EvidenceSourceOptions = {},
): EvidenceSource {
  const { memories, trust } = parts;
  const { pins, accepted, history } = memories;
  const release = new Release(parts, asset, relist);
  let isExported = false;
  const trustOf = (): Trust => trust(asset.instance, foldCase(asset.source.owner));
  const gatherExport = async (): Promise<Gathered<EvidenceFile> | undefined> => {
    const exported = await parts.exported(asset.digests.sha256);
    isExported = exported !== undefined;
    return exported && gatherExported(asset, exported, trustOf().keys);
  };
  /** An export may vouch for a file while its instance cannot be reached. */
  const gatherInstead = async (error: unknown): Promise<Gathered<EvidenceFile>> => {
    if (!isEngineError(error) || !isTemporary(error)) throw error;
    const gathered = await gatherExport();
    // What proves nothing must not pass for an answer of the instance.
    if (!gathered || gathered.checksums.length + gathered.signatures.length === 0) throw error;
    return gathered;
  };
  return {
    trust: trustOf(),
    recall: async () => {
      const [memory, pin] = await Promise.all([
        history.recall(asset, release.listed, { isAnew: relist }),
        pins.of(asset),
      ]);
      return { ...memory, pin };
    },
    pin: () => pins.of(asset),
    gather: async (earlier, signal) => {
      const { instance, source, version: tag } = asset;
      const files = earlier.files.map((file) => ({ ...file, instance, source, version: tag }));
      if (!offline) return release.gather(files, earlier, signal).catch(gatherInstead);
      const isEnough = (earlier.reuse || files.length > 0) && !earlier.refetch;
      return (isEnough ? await gatherStored(asset, files, parts) : undefined) ?? gatherExport();
    },
    notAccepted: (changes) => accepted.open(asset, changes),
    // An exported directory does not show what the release contained.
    note: async (found) =>
      isExported ? undefined : history.note(asset, { ...found, bare: release.bare }, release.listed),
  };
}

/** The release of an asset, as its instance lists it. */
class Release {
  /** The files of the last listing, if there was one. */
  listed: readonly Asset[] | undefined;
  /** The groups of files that the last listing had without a signature. */
  bare: readonly string[] | undefined;
  readonly #parts: EvidenceSourceParts;
  readonly #asset: Asset;
  readonly #relist: boolean;

  constructor(parts: EvidenceSourceParts, asset: Asset, relist: boolean) {
    this.#parts = parts;
    this.#asset = asset;
    this.#relist = relist;
  }

  /** See `EvidenceSource.gather`. */
  async gather(
    files: readonly Asset[],
    { reuse, refetch }: Pick<EarlierFiles, 'reuse' | 'refetch'>,
    signal: AbortSignal,
  ): Promise<Gathered<EvidenceFile> | undefined> {
    const asset = this.#asset;
    const { files: evidenceFiles, open } = this.#parts;
    const found = reuse ? undefined : await this.#list(files, signal);
    if (!reuse && !found) return undefined;
    const siblings = found?.assets ?? files;
    const gathered = await gatherFrom(asset, siblings, (file) =>
      evidenceFiles.get(file, { open: open(file), signal, refetch }),
    );
    const isListed = found !== undefined && found.assets !== files;
    this.listed = isListed ? siblings : undefined;
    // A file's signature may be among those that are not listed.
    this.bare = isListed && (found.unlisted ?? 0) === 0 ? unsignedGroups(siblings, gathered) : undefined;
    return isListed ? { ...gathered, notes: notesFor(asset, gathered, found.notes) } : gathered;
  }

  /** `undefined` if it cannot be listed, or the earlier files in its place. @throws EngineError if it may be listed later */
  async #list(
    earlier: readonly Asset[],
    signal: AbortSignal,
  ): Promise<Pick<Version, 'assets' | 'unlisted' | 'notes'> | undefined> {
    try {
      return await this.#parts.version(this.#asset, { refresh: this.#relist, signal });
    } catch (error) {
      if (!isEngineError(error)) throw error;
      if (earlier.length === 0 && isTemporary(error)) throw error;
      return earlier.length > 0 ? { assets: earlier, notes: '' } : undefined;
    }
  }
}

/**
 * Gathers from the files that are on this machine because its instance sent them. `undefined` if there are none or some are
 * gone, and an export can take their place: the files of an imported one were never stored, or prove nothing until their key
 * is trusted.
 * @throws EngineError `network` if some are gone and nothing can take their place
 */
async function gatherStored(
  asset: Asset,
  files: readonly Asset[],
  { files: evidenceFiles, exported }: Pick<EvidenceSourceParts, 'files' | 'exported'>,
): Promise<Gathered<EvidenceFile> | undefined> {
  // Asked only where it matters, because this is part of each use of a cached file.
  const hasExported = async (): Promise<boolean> => (await exported(asset.digests.sha256)) !== undefined;
  if (files.length === 0 && (await hasExported())) return undefined;
  try {
    return await gatherFrom(asset, files, (file) => evidenceFiles.stored(file));
  } catch (error) {
    if (isEngineError(error) && (await hasExported())) return undefined;
    throw error;
  }
}

/** Uses only lists that a trusted key signed, because the others prove nothing in an export. */
async function gatherExported(
  asset: Asset,
  { files, read }: ExportedEvidence,
  keys: Trust['keys'],
): Promise<Gathered<EvidenceFile>> {
  const { instance, source, version } = asset;
  const bytesOf = new Map(files.map((file) => [{ ...file, instance, source, version }, file] as const));
  const gathered = await gatherFrom(asset, [...bytesOf.keys()], async (file) => {
    const exported = bytesOf.get(file);
    return { bytes: exported ? await read(exported) : Buffer.alloc(0), fromDisk: false };
  });
  const found = await examineChecksums(gathered, keys);
  const isSigned = ({ signatures }: ChecksumFinding): boolean =>
    signatures.some(({ problem, signer }) => problem === undefined && signer === 'trusted');
  return { ...gathered, checksums: gathered.checksums.filter((_, index) => found[index] && isSigned(found[index])) };
}

/** The text of a release with checksum files is not searched: it is written by hand, often for another release. */
function notesFor({ name }: Asset, { checksums }: Gathered<EvidenceFile>, notes: string): readonly Digest[] {
  return checksums.some(({ result }) => result?.ok) ? [] : digestsInNotes(notes, name);
}

type FetchSmall = (file: Asset) => Promise<EvidenceBytes>;

async function gatherFrom(
  asset: Asset,
  siblings: readonly Asset[],
  fetchSmall: FetchSmall,
): Promise<Gathered<EvidenceFile>> {
  const isAsset = (file: Asset): boolean => file.upstreamId === asset.upstreamId && file.name === asset.name;
  const others = siblings.filter((file) => !isAsset(file));
  let fromDisk = false;
  const { checksums, signatures } = await gather(asset, others, async (file) => {
    const found = await fetchSmall(file);
    fromDisk ||= found.fromDisk;
    return found.bytes;
  });
  const slim = <T extends { readonly file: Asset }>(one: T): T & { file: EvidenceFile } => ({
    ...one,
    file: slimmed(one.file),
  });
  return {
    checksums: checksums.map(({ order, ...one }) => ({
      ...slim(one),
      ...(order && { order: slimmed(order) }),
      signatures: one.signatures.map(slim),
    })),
    signatures: signatures.map(slim),
    listed: siblings.find(isAsset)?.digests,
    fromDisk,
  };
}

function slimmed({ name, upstreamId, storage, sizeBytes, digests, externalUrl }: Asset): EvidenceFile {
  return { name, upstreamId, storage, sizeBytes, digests, ...(externalUrl !== undefined && { externalUrl }) };
}
