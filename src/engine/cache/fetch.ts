import { isDeepStrictEqual } from 'node:util';
import { isHere } from '../absence.ts';
import { EngineError } from '../errors.ts';
import { isImmutable } from '../model.ts';
import type { Asset } from '../model.ts';
import type { AssetRecord, AssetStore, Clock, MergeRecord } from '../ports.ts';
import { isVerified } from '../evidence.ts';
import { quarantinedAt } from '../verify/expectedDigests.ts';
import { EvidenceCheck } from '../verify/evidenceCheck.ts';
import type { CachedDigests } from '../verify/evidenceRequest.ts';
import type { BlobStore } from './blobStore.ts';
import type { DownloadRequest } from './downloadRequest.ts';
import { fileContent } from './fileContent.ts';
import { fromMirrors } from './fromMirrors.ts';
import type { Partials } from './partials.ts';
import type { TransferState } from './progress.ts';
import { withPartial, receiveFrom } from './receiveFrom.ts';
import type { Received } from './receiveFrom.ts';
import { rememberedOf } from './claims.ts';

interface FetchOptions {
  readonly blobs: BlobStore;
  readonly partials: Partials;
  readonly store: AssetStore;
  readonly clock: Clock;
  readonly limitBytes: number;
}

export interface FetchRequest extends Omit<DownloadRequest, 'signal' | 'onProgress'> {
  readonly key: string;
  /** Its record as it was a moment ago. */
  readonly before: AssetRecord | undefined;
  readonly signal: AbortSignal;
  readonly onTransfer: (state: TransferState) => void;
  /** Called right before the origin is asked for the bytes. @throws EngineError `limited` */
  readonly onOrigin: () => Promise<void>;
}

/**
 * Fetches one asset from a mirror or its origin. Its evidence is gathered first; then the file is received, checked against
 * the evidence, published in the blob store, and only then recorded. Returns the record, and the SHA-256 of the file that it
 * replaced.
 * @throws EngineError as `transfer` and `EvidenceSource.gather`; `notMirrored`; `integrity` with the file in quarantine.
 *   Before anything is received: `integrity` if no file could match, `untrusted` if no evidence could meet the requirement
 */
export async function fetchAsset(request: FetchRequest, options: FetchOptions): Promise<Stored> {
  const stored = await fetchOnce(request, options);
  if (stored) return stored;
  const before = await options.store.find(request.key);
  const again = await fetchOnce({ ...request, before }, options);
  if (again) return again;
  throw new EngineError('storage', 'new blobs keep being removed', { reason: 'ENOENT', path: options.blobs.root });
}

interface Stored {
  readonly row: AssetRecord;
  /** Where it came from, if not from its origin. */
  readonly mirror?: string | undefined;
  readonly replacedSha256?: string;
}

/**
 * Returns `undefined` if the bytes arrived but the new blob was removed at once, by another process that evicted the same bytes
 * or cleared the cache, or if another window changed the record that this one would have replaced.
 */
async function fetchOnce(request: FetchRequest, options: FetchOptions): Promise<Stored | undefined> {
  const { asset, key, before, mirrors, origin } = request;
  const openLocked = request.expected?.by === 'lock' ? origin?.openLocked : undefined;
  // The instance is asked only for facts that the lock, the mirrors and this machine lack.
  const onlyIfNeeded = mirrors !== undefined || openLocked !== undefined;
  const first = await startCheck(request, { onlyIfNeeded });
  const digest = first.knownDigest;
  if (mirrors && digest) {
    const wanted = { ...request, sha256: digest.sha256, algorithms: first.algorithms };
    const mirrored = await fromMirrors({ ...wanted, mirrors: mirrors(digest.sha256) }, options);
    // Neither keeping a file nor losing its bytes confirms a claim.
    const claimedBy = digest.claimedBy ?? before?.claimedBy;
    if (mirrored) return acceptFile(mirrored, { request, check: first, claimedBy }, options);
  }
  if (!origin) {
    const { name } = asset;
    throw new EngineError('notMirrored', `no mirror has ${name}`, { name, sha256: digest?.sha256 });
  }
  await request.onOrigin();
  const needsNoRelease = onlyIfNeeded && !first.gathered && first.needsNoRelease;
  const open = needsNoRelease && digest?.claimedBy === 'lock' ? openLocked : undefined;
  // Only a check that skipped the release is incomplete.
  const check = needsNoRelease && !open ? await startCheck(request) : first;
  const { algorithms } = check;
  const source = open ? { ...origin, open } : origin;
  const transfer = { partialKey: key, source, immutable: isImmutable(asset) };
  const received = await receiveFrom({ ...request, ...transfer, algorithms }, options);
  return acceptFile(received, { request, check, claimedBy: open && 'lock' }, options);
}

interface AcceptContext {
  readonly request: FetchRequest;
  readonly check: EvidenceCheck;
  readonly claimedBy?: AssetRecord['claimedBy'];
}

/** Judges a complete file and publishes it. */
function acceptFile(received: Received, context: AcceptContext, options: FetchOptions): Promise<Stored | undefined> {
  return withPartial(received.partial, () => judgeAndPublish(received, context, options));
}

async function judgeAndPublish(
  { partial, sizeBytes, digests, mirror }: Received,
  { request, check, claimedBy }: AcceptContext,
  { blobs, store, clock }: FetchOptions,
): Promise<Stored | undefined> {
  const { asset, key, signal } = request;
  const cached = cachedDigests(asset, request.before);
  const content = fileContent(partial.dataPath, { sizeBytes, digests, signal });
  const { evidence, mismatch } = await check.judge(digests, content, {
    now: clock.now(),
    isClaimed: claimedBy !== undefined,
    ...cached,
  });
  if (mismatch) throw quarantinedAt(mismatch, await blobs.quarantine.put(partial.dataPath, key));
  const sha256 = digests.sha256 as string;
  try {
    const isMoved = await blobs.publish(partial.dataPath, sha256);
    await partial.remove({ isMoved });
    const record = toRecord(request, {
      sha256,
      sizeBytes,
      claimedBy: isVerified(evidence) ? undefined : claimedBy,
      evidence,
      now: clock.now(),
    });
    const outcome = await store.upsert(record, unlessChanged(asset, cached));
    return (await blobs.stat(sha256)) ? { ...outcome, mirror } : undefined;
  } catch (error) {
    // The failure of the download matters more than a failure to clean up.
    await dropUnrecorded(sha256, { blobs, store }).catch(() => undefined);
    if (error instanceof ChangedConcurrently) return undefined;
    throw error;
  }
}

/** Another window recorded another file, or began to keep it, so the new file must be judged against that. */
class ChangedConcurrently extends Error {}

/** Keeps what another window has learnt about the file meanwhile. @throws ChangedConcurrently */
const unlessChanged =
  (asset: Asset, cached: CachedDigests): MergeRecord =>
  (record, before) => {
    const isJudged = before?.sha256 === record.sha256 || isDeepStrictEqual(cachedDigests(asset, before), cached);
    if (before && !isJudged) throw new ChangedConcurrently();
    const isSame = before?.sha256 === record.sha256 && before.upstreamId === record.upstreamId;
    const isConfirmed = before !== undefined && isHere(before) && before.claimedBy === undefined;
    if (isSame && isConfirmed && record.claimedBy !== undefined) return before;
    return { ...record, kept: before?.kept ?? false };
  };

/** Without a record the bytes could not be found, and on a full disk other files need the space. */
async function dropUnrecorded(sha256: string, { blobs, store }: Pick<FetchOptions, 'blobs' | 'store'>): Promise<void> {
  const seen = await blobs.stat(sha256);
  if (seen && !(await store.shaReferenced(sha256))) await blobs.remove(sha256, seen);
}

/** A record that the user keeps identifies the file too: a file uploaded in its place is refused. */
async function startCheck(
  { asset, before, expected, evidenceSource, signal }: FetchRequest,
  options: { readonly onlyIfNeeded?: boolean } = {},
): Promise<EvidenceCheck> {
  const subject = { asset, expected, evidenceSource, ...cachedDigests(asset, before) };
  const check = await EvidenceCheck.start(subject, signal, options);
  check.assertNoContradiction();
  check.assertCanBeTrusted();
  return check;
}

function cachedDigests({ upstreamId }: Asset, record: AssetRecord | undefined): CachedDigests {
  return {
    rememberedSha256: record?.upstreamId === upstreamId ? rememberedOf(record) : undefined,
    keepSha256: record?.kept ? record.sha256 : undefined,
  };
}

/** Called before any request. @throws EngineError `tooLarge` */
export function refuseTooLarge(sizeBytes: number | undefined, limitBytes: number): void {
  if (sizeBytes === undefined || sizeBytes <= limitBytes) return;
  const message = `${sizeBytes} bytes do not fit into a cache of ${limitBytes}`;
  throw new EngineError('tooLarge', message, { what: 'asset', sizeBytes, limitBytes });
}

function toRecord(
  { key, asset }: FetchRequest,
  found: Pick<AssetRecord, 'sha256' | 'sizeBytes' | 'claimedBy' | 'evidence'> & { readonly now: number },
): AssetRecord {
  const { instance, source, version, name, storage, upstreamId } = asset;
  const { now, claimedBy, ...bytes } = found;
  // Compared with what is read back from disk, where no field is `undefined`.
  const claim = claimedBy && { claimedBy };
  const identity = { key, instance, source, version, name, storage, upstreamId };
  const digests = bytes.evidence.listed ?? {};
  return { ...identity, ...bytes, ...claim, digests, kept: false, storedAt: now, usedAt: now };
}
