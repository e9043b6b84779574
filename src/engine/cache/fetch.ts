import { FULL } from '../disk.ts';
import { EngineError, isEngineError } from '../errors.ts';
import { isImmutable } from '../model.ts';
import type { Asset } from '../model.ts';
import type { AssetRecord, AssetStore, Clock, MergeRecord } from '../ports.ts';
import type { Evidence } from '../evidence.ts';
import { quarantinedAt } from '../verify/expectedDigests.ts';
import { EvidenceCheck } from '../verify/evidenceCheck.ts';
import type { CachedDigests } from '../verify/evidenceCheck.ts';
import type { BlobStore } from './blobStore.ts';
import type { DownloadRequest } from './downloadRequest.ts';
import { fileContent } from './fileContent.ts';
import type { PartialFile } from './partialFile.ts';
import type { Partials } from './partials.ts';
import { requireSpace } from './space.ts';
import { transfer } from './transfer.ts';
import type { TransferOptions } from './transfer.ts';

interface FetchOptions {
  readonly blobs: BlobStore;
  readonly partials: Partials;
  readonly store: AssetStore;
  readonly clock: Clock;
  readonly limitBytes: number;
}

interface FetchRequest extends Omit<DownloadRequest, 'signal' | 'onProgress' | 'quotaOwner'> {
  readonly key: string;
  readonly signal: AbortSignal;
  readonly onTransfer: TransferOptions['onProgress'];
}

/**
 * One asset from the network into the blob store and its record: what others say of it is gathered, it is received,
 * compared with all of that, published, and only then recorded. Gives the record and the SHA-256 that it took the place of.
 *
 * @throws EngineError as `transfer` and `EvidenceSource.gather`, and `integrity` with the file in quarantine; before anything is received
 *   `integrity` where nothing that comes could be right, `untrusted` where nothing could be as strong as demanded
 */
export async function fetchAsset(request: FetchRequest, options: FetchOptions): Promise<Stored> {
  const stored = (await fetchOnce(request, options)) ?? (await fetchOnce(request, options));
  if (stored) return stored;
  throw new EngineError('storage', 'new blobs are removed at once', { reason: 'ENOENT', path: options.blobs.root });
}

interface Stored {
  readonly row: AssetRecord;
  readonly replacedSha256?: string;
}

/**
 * Returns `undefined` if the bytes arrived but somebody who evicted the same bytes, or removed the cache, took the new blob
 * for the old one, or if another window began to keep the file that this one would have replaced.
 */
async function fetchOnce(request: FetchRequest, options: FetchOptions): Promise<Stored | undefined> {
  const { asset, key } = request;
  const { partials, store } = options;
  const check = await startCheck(request, await store.find(key));
  check.assertNoContradiction();
  check.assertCanBeTrusted();
  const partial = await partials.begin({ key, asset, immutable: isImmutable(asset) });
  try {
    await requireSpace(partial.dataPath, (asset.sizeBytes ?? 0) - (partial.earlier?.proven.sizeBytes ?? 0));
    return await receive({ request, partial, check }, options);
  } catch (error) {
    await (isWorthless(error) ? partial.remove() : partial.release());
    throw error;
  }
}

interface Receiving {
  readonly request: FetchRequest;
  readonly partial: PartialFile;
  readonly check: EvidenceCheck;
}

async function receive(
  { request, partial, check }: Receiving,
  { blobs, store, clock, limitBytes }: FetchOptions,
): Promise<Stored | undefined> {
  const { asset, key, signal } = request;
  const { sizeBytes, digests } = await transfer({
    open: request.open,
    partial,
    clock,
    host: new URL(asset.instance).host,
    sizeBytes: asset.sizeBytes,
    limitBytes,
    algorithms: check.algorithms,
    signal,
    onProgress: request.onTransfer,
  });
  // Receiving took a while, so the record is read again.
  const known = await store.find(key);
  const content = fileContent(partial.dataPath, { sizeBytes, known: digests, signal });
  const { evidence, alarm } = await check.judge(digests, content, { now: clock.now(), ...cachedDigests(asset, known) });
  if (alarm) throw quarantinedAt(alarm, await blobs.quarantine.put(partial.dataPath, key));
  const sha256 = digests.sha256 as string;
  try {
    await blobs.publish(partial.dataPath, sha256);
    await partial.remove();
    const record = toRecord(request, { sha256, sizeBytes, evidence, now: clock.now() });
    const outcome = await store.upsert(record, unlessKept);
    return (await blobs.stat(sha256)) ? outcome : undefined;
  } catch (error) {
    // The failure of the download matters more than a failure to clean up.
    await dropUnrecorded(sha256, { blobs, store }).catch(() => undefined);
    if (error instanceof KeptMeanwhile) return undefined;
    throw error;
  }
}

/** Another window began to keep the file that this one was about to replace, so the new file has to be judged against it. */
class KeptMeanwhile extends Error {}

/** @throws KeptMeanwhile */
const unlessKept: MergeRecord = (record, before) => {
  if (before?.kept && before.sha256 !== record.sha256) throw new KeptMeanwhile();
  return { ...record, kept: before?.kept ?? false };
};

/** Without a record nobody would find the bytes, and on a full disk others need the room. */
async function dropUnrecorded(sha256: string, { blobs, store }: Pick<FetchOptions, 'blobs' | 'store'>): Promise<void> {
  const seen = await blobs.stat(sha256);
  if (seen && !(await store.shaReferenced(sha256))) await blobs.remove(sha256, seen);
}

/** A record that the user keeps identifies the file too: a file uploaded in its place is refused. */
function startCheck(
  { asset, expected, evidenceSource, signal }: FetchRequest,
  known: AssetRecord | undefined,
): Promise<EvidenceCheck> {
  return EvidenceCheck.start({ asset, expected, evidenceSource, ...cachedDigests(asset, known) }, signal);
}

function cachedDigests({ upstreamId }: Asset, known: AssetRecord | undefined): CachedDigests {
  return {
    rememberedSha256: known?.upstreamId === upstreamId ? known.sha256 : undefined,
    keepSha256: known?.kept ? known.sha256 : undefined,
  };
}

/** Whether the received part belongs to another file, can never be completed, or fills a disk that others need. */
function isWorthless(error: unknown): boolean {
  if (isEngineError(error, 'badBody')) return error.facts.rule !== 'encoding';
  if (isEngineError(error, 'storage')) return FULL.has(error.facts.reason) && error.facts.neededBytes === undefined;
  return isEngineError(error, 'tooLarge') || isEngineError(error, 'integrity');
}

/** Before anything is asked of the network. @throws EngineError `tooLarge` */
export function refuseTooLarge(sizeBytes: number | undefined, limitBytes: number): void {
  if (sizeBytes === undefined || sizeBytes <= limitBytes) return;
  const message = `${sizeBytes} bytes do not fit into a cache of ${limitBytes}`;
  throw new EngineError('tooLarge', message, { what: 'asset', sizeBytes, limitBytes });
}

function toRecord(
  { key, asset }: FetchRequest,
  found: { sha256: string; sizeBytes: number; evidence: Evidence; now: number },
): AssetRecord {
  const { instance, source, version, name, storage, upstreamId } = asset;
  const { sha256, sizeBytes, evidence, now } = found;
  const place = { key, instance, source, version, name, storage, upstreamId };
  const digests = evidence.listed ?? {};
  return { ...place, sha256, sizeBytes, evidence, digests, kept: false, storedAt: now, usedAt: now };
}
