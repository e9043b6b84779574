import type { EvidenceBytes, EvidenceFiles } from './cache/evidenceFiles.ts';
import { isEngineError } from './errors.ts';
import { foldCase } from './model.ts';
import type { Asset, Version } from './model.ts';
import type { OpenBody } from './ports.ts';
import type { Digest, EvidenceFile } from './evidence.ts';
import type { ChecksumFinding } from './findings.ts';
import type { ExportedEvidence } from './mirror/exportedEvidence.ts';
import { examineChecksums } from './verify/examine.ts';
import { gather } from './verify/gather.ts';
import type { Gathered } from './verify/gather.ts';
import type { Memories } from './verify/memories.ts';
import type { Trust } from './verify/trust.ts';
import { digestsInNotes } from './verify/releaseNotes.ts';
import { unsignedGroups } from './verify/unsignedGroups.ts';
import { isTemporary } from './verify/evidenceSource.ts';
import type { EvidenceSource } from './verify/evidenceSource.ts';

interface EvidenceSourceParts {
  readonly files: EvidenceFiles;
  readonly memories: Memories;
  readonly trust: (instance: string, owner: string) => Trust;
  readonly open: (asset: Asset) => OpenBody;
  /** The version of an asset, with all its files. */
  readonly version: (asset: Asset, options: { refresh: boolean; signal: AbortSignal }) => Promise<Version>;
  /** Evidence that was exported together with the bytes of that digest. It comes from an untrusted place. */
  readonly exported: (sha256: string | undefined) => Promise<ExportedEvidence | undefined>;
}

export interface EvidenceSourceOptions {
  /** Whether to list the release again, however recent the list is. */
  readonly relist?: boolean;
  /** Whether to use only what is on this machine. */
  readonly offline?: boolean;
}

/** Combines the release of an asset, the user's trust and the trust history. */
export function createEvidenceSource(
  parts: EvidenceSourceParts,
  asset: Asset,
  options: EvidenceSourceOptions = {},
): EvidenceSource {
  const { memories, trust, open, version } = parts;
  const { pins, accepted, history } = memories;
  const { relist = false, offline = false } = options;
  const list = async (known: readonly Asset[], signal: AbortSignal): Promise<readonly Asset[] | undefined> => {
    try {
      const { assets, unlisted = 0, ...rest } = await version(asset, { refresh: relist, signal });
      isFullyListed = unlisted === 0;
      notes = rest.notes;
      return assets;
    } catch (error) {
      if (!isEngineError(error)) throw error;
      if (known.length === 0 && isTemporary(error)) throw error;
      return known.length > 0 ? known : undefined;
    }
  };
  /** What the last listing of the release contained. */
  let bare: readonly string[] | undefined;
  let listed: readonly Asset[] | undefined;
  let isFullyListed = true;
  let isExported = false;
  let notes = '';
  const trustOf = (): Trust => trust(asset.instance, foldCase(asset.source.owner));
  return {
    trust: trustOf(),
    recall: async () => {
      const [memory, pin] = await Promise.all([history.recall(asset, listed), pins.of(asset)]);
      return { ...memory, pin };
    },
    pin: () => pins.of(asset),
    gather: async (known, signal) => {
      const { instance, source, version: tag } = asset;
      const files = known.files.map((file) => ({ ...file, instance, source, version: tag }));
      if (offline) {
        const isEnough = (known.reuse || files.length > 0) && !known.refetch;
        if (isEnough) return gatherFrom(asset, files, (file) => parts.files.stored(file));
        const exported = await parts.exported(asset.digests.sha256);
        isExported = exported !== undefined;
        return exported && gatherExported(asset, exported, trustOf().keys);
      }
      const siblings = known.reuse ? files : await list(files, signal);
      if (!siblings) return undefined;
      const fetchSmall: FetchSmall = (file) =>
        parts.files.get(file, { open: open(file), signal, refetch: known.refetch });
      const gathered = await gatherFrom(asset, siblings, fetchSmall);
      const isListed = siblings !== files;
      listed = isListed ? siblings : undefined;
      // A file's signature may be among those that are not listed.
      bare = isListed && isFullyListed ? unsignedGroups(siblings, gathered) : undefined;
      return isListed ? { ...gathered, notes: notesFor(asset, gathered, notes) } : gathered;
    },
    notAccepted: (changes) => accepted.open(asset, changes),
    // An exported directory does not show what the release contained.
    note: async (found) => (isExported ? undefined : history.note(asset, { ...found, bare }, listed)),
  };
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
