import { isDeepStrictEqual } from 'node:util';
import { isHere, storedRefusal, withAbsence } from '../absence.ts';
import type { Absence } from '../absence.ts';
import { EngineError } from '../errors.ts';
import type { Asset, Digests } from '../model.ts';
import type { AssetRecord, AssetStore, Clock } from '../ports.ts';
import { digestsOf } from '../evidence.ts';
import type { ActualDigests, Evidence, Expected, StrongAlgorithm } from '../evidence.ts';
import { quarantinedAt } from '../verify/expectedDigests.ts';
import { EvidenceCheck } from '../verify/evidenceCheck.ts';
import type { EvidenceRequest, EvidenceReuse, EvidenceSource } from '../verify/evidenceRequest.ts';
import type { SignedContent } from '../verify/signedContent.ts';
import type { BlobStore } from './blobStore.ts';
import type { CachedAsset } from './downloadRequest.ts';
import { claimOf, rememberedOf, withEvidence } from './claims.ts';
import { fileContent } from './fileContent.ts';
import type { OnProgress } from './progress.ts';

/** The result of reading the bytes of a record again. */
export type VerifyResult =
  | { readonly state: 'intact'; readonly record: AssetRecord }
  /** The record or its file is gone. */
  | { readonly state: 'missing'; readonly record: AssetRecord | undefined }
  /** The error names the reason and the path in quarantine. */
  | { readonly state: 'broken'; readonly record: AssetRecord; readonly error: EngineError<'integrity'> };

export interface VerifyOptions {
  readonly signal?: AbortSignal | undefined;
  readonly onProgress?: OnProgress | undefined;
  readonly evidenceSource?: EvidenceSource | undefined;
}

export interface RecheckOptions {
  readonly asset: Asset;
  readonly expected?: Expected | undefined;
  readonly evidenceSource?: EvidenceSource | undefined;
  /** @default as much of the last check as is still valid */
  readonly reuse?: EvidenceReuse | undefined;
  readonly signal?: AbortSignal | undefined;
}

const NEVER = new AbortController().signal;
/** File systems store times with different precision. */
const TIME_SLACK_MS = 2000;

/** Checks the files on disk against everything known about them. */
export class CachedFileVerifier {
  readonly #blobs: BlobStore;
  readonly #store: AssetStore;
  readonly #clock: Clock;
  readonly #reading = new Map<string, number>();
  /** The inode of each blob when it was last found intact, by SHA-256. */
  readonly #inodes = new Map<string, number>();

  constructor({ blobs, store, clock }: { blobs: BlobStore; store: AssetStore; clock: Clock }) {
    this.#blobs = blobs;
    this.#store = store;
    this.#clock = clock;
  }

  /** The SHA-256 of the blobs being read now. */
  get reading(): ReadonlySet<string> {
    return new Set(this.#reading.keys());
  }

  /**
   * Whether the record's file exists, has its size, is untouched and was not refused by an earlier check. A file with an odd
   * time, or another inode than last time, is hashed; that rejects with the signal's reason on abort.
   */
  async isIntact(record: AssetRecord, signal?: AbortSignal): Promise<boolean> {
    const { sha256, sizeBytes, storedAt } = record;
    if (!isHere(record)) return false;
    const found = await this.#blobs.stat(sha256);
    if (found?.sizeBytes !== sizeBytes) return false;
    const sameFile = found.inode === (this.#inodes.get(sha256) ?? found.inode);
    if (!sameFile || found.modifiedAt > storedAt + TIME_SLACK_MS) {
      const result = await this.#check(record, { signal });
      if (result.state !== 'intact') return false;
      await this.#blobs.settle(sha256, storedAt);
    }
    this.#inodes.set(sha256, found.inode);
    return true;
  }

  /** Must be called when this process itself replaced a blob's file. */
  forget(sha256: string): void {
    this.#inodes.delete(sha256);
  }

  /**
   * Reads all bytes again and compares them with all current evidence. A file that disagrees goes into quarantine; its
   * record stays, so that the replacement is noticed, and says so to all windows. A file that is in quarantine already is
   * still `broken`, for the same reason. Rejects with the signal's reason on abort.
   */
  async verify(key: string, options: VerifyOptions): Promise<VerifyResult> {
    const record = await this.#store.find(key);
    if (!record) return { state: 'missing', record };
    const refusal = await this.refusal(record);
    if (refusal && !(await this.#blobs.stat(record.sha256))) return { state: 'broken', record, error: refusal };
    const result = await this.#check(record, options);
    if (result.state !== 'intact') return result;
    await this.#keepEvidence(record, result.record.evidence);
    if (!isHere(record)) await this.#mark(record, undefined);
    return { ...result, record: withAbsence(result.record, undefined) };
  }

  /**
   * The failed check that moved the record's bytes to quarantine, with their path while they are kept there; `undefined` if
   * there was none. @throws EngineError `storage`
   */
  async refusal(record: AssetRecord): Promise<EngineError<'integrity'> | undefined> {
    const refusal = storedRefusal(record);
    return refusal && quarantinedAt(refusal, await this.#blobs.quarantine.find(record.key));
  }

  /**
   * Checks a cache hit against facts newer than its record: the requested file, the user's current pin, digests that
   * upstream has since published, and the trusted keys. Bytes are read only if a digest is missing. New evidence is stored.
   *
   * Rejects with the signal's reason on abort.
   * @throws EngineError `integrity`. A file that a trusted signature contradicts goes into quarantine. Any other stays,
   * because nothing shows that its bytes changed, and the caller or a pin may be wrong
   */
  async recheck<T extends { readonly record: AssetRecord; readonly fromCache: boolean }>(
    found: T,
    options: RecheckOptions,
  ): Promise<T> {
    const { record } = found;
    const { asset, expected, evidenceSource, signal = NEVER } = options;
    const reuse = options.reuse ?? reuseOf(found, options);
    const isKnown = reuse === 'everything' && isMeant(record, [asset.digests, expected?.digests]);
    if (isKnown && (!evidenceSource || isPinnedAs(record.evidence, await evidenceSource.pin()))) return found;
    const request: EvidenceRequest = {
      asset,
      expected,
      evidenceSource,
      earlier: record.evidence,
      rememberedSha256: rememberedOf(record),
      reuse,
    };
    // A file that a lock named may have no evidence yet, because nothing needed it.
    const onlyIfNeeded =
      record.claimedBy !== undefined && record.evidence.gatheredAt === undefined && options.reuse === undefined;
    const check = await EvidenceCheck.start(request, signal, { tolerateOffline: true, onlyIfNeeded });
    const { digests } = record.evidence;
    const hasDigests = check.algorithms.every((algorithm) => digests[algorithm] !== undefined);
    const actual = hasDigests ? digests : await this.#read(record, check.algorithms, { signal });
    if (!actual) throw this.#gone(record);
    const now = hasDigests ? record.evidence.checkedAt : this.#clock.now();
    const isAtOnce = hasDigests && check.gathered === undefined;
    const facts = { now, isClaimed: record.claimedBy !== undefined, isAtOnce };
    const { evidence, mismatch } = await check.judge(actual, this.#contentOf(record, actual, signal), facts);
    if (mismatch?.facts.source === 'signature') {
      // The refusal matters more than a failure to move the file.
      throw quarantinedAt(mismatch, await this.#setAside(record, mismatch, actual).catch(() => undefined));
    }
    if (mismatch) throw mismatch;
    if (isDeepStrictEqual(evidence, record.evidence)) return found;
    // If storing fails, the next hit repeats the check; that is no reason to fail this one.
    await this.#keepEvidence(record, evidence).catch(() => undefined);
    return { ...found, record: withEvidence(record, evidence) };
  }

  async #check(record: AssetRecord, options: VerifyOptions): Promise<VerifyResult> {
    const { evidenceSource, signal = NEVER } = options;
    const request: EvidenceRequest = {
      asset: record,
      // This may be the only sign that the bytes changed on this disk.
      expected: claimOf(record),
      evidenceSource,
      earlier: record.evidence,
      rememberedSha256: rememberedOf(record),
    };
    const check = await EvidenceCheck.start(request, signal, { tolerateOffline: true });
    const actual = await this.#read(record, check.algorithms, options);
    if (!actual) {
      if (isHere(record)) await this.#mark(record, { kind: 'gone' });
      await this.#markSharing(record).catch(() => undefined);
      return { state: 'missing', record };
    }
    const content = this.#contentOf(record, actual, signal);
    const facts = { now: this.#clock.now(), isClaimed: record.claimedBy !== undefined };
    const { evidence, mismatch } = await check.judge(actual, content, facts);
    if (!mismatch) return { state: 'intact', record: withEvidence(record, evidence) };
    const quarantinePath = await this.#setAside(record, mismatch, actual);
    if (!quarantinePath) return { state: 'missing', record };
    return { state: 'broken', record, error: quarantinedAt(mismatch, quarantinePath) };
  }

  /**
   * Moves the file to quarantine, or copies it there if other records have the same undamaged bytes, which nothing speaks
   * against. Returns its path there, or `undefined` if the file was gone. The record says so first, so that no window uses
   * the file if this process is killed in between or the file cannot be moved.
   */
  async #setAside(
    record: AssetRecord,
    { facts }: EngineError<'integrity'>,
    actual: ActualDigests,
  ): Promise<string | undefined> {
    const isMarked = await this.#mark(record, { kind: 'refused', facts });
    const { quarantine } = this.#blobs;
    const path = this.#blobs.path(record.sha256);
    const isGood = isMarked && actual.sha256 === record.sha256;
    if (isGood && (await this.#isShared(record))) return quarantine.putCopy(path, record.key);
    const quarantinePath = await quarantine.put(path, record.key);
    await this.#markSharing(record).catch(() => undefined);
    return quarantinePath;
  }

  /** Whether the bytes are, or may be, those of another record too. */
  async #isShared({ key, sha256 }: AssetRecord): Promise<boolean> {
    const { records, foreign, unreadable } = await this.#store.list();
    if (unreadable.length > 0) return true;
    return [...records.filter(isHere), ...foreign].some((other) => other.key !== key && other.sha256 === sha256);
  }

  /** Bytes that left their place are gone for all other records of them, unless they were downloaded again meanwhile. */
  async #markSharing({ key, sha256 }: AssetRecord): Promise<void> {
    const { records } = await this.#store.list();
    // Asked after the list, because a new download publishes the bytes before its record.
    if (await this.#blobs.stat(sha256)) return;
    const others = records.filter((one) => one.key !== key && one.sha256 === sha256 && isHere(one));
    for (const other of others) await this.#mark(other, { kind: 'gone' });
  }

  /**
   * Writes down why the bytes are not in their place, unless they were downloaded again meanwhile. Returns whether that
   * succeeded; if not, the bytes are still moved, as that matters more.
   */
  async #mark({ key, sha256, storedAt }: AssetRecord, absence: Absence | undefined): Promise<boolean> {
    const marked = (now: AssetRecord): AssetRecord =>
      now.sha256 === sha256 && now.storedAt === storedAt ? withAbsence(now, absence) : now;
    return this.#store.edit(key, marked).then(
      () => true,
      () => false,
    );
  }

  #contentOf({ sha256, sizeBytes }: AssetRecord, digests: ActualDigests, signal: AbortSignal): SignedContent {
    return fileContent(this.#blobs.path(sha256), { sizeBytes, digests, signal });
  }

  /** Reading took a while: changes that others made to the record meanwhile are kept, including its removal. */
  async #keepEvidence({ key, sha256 }: AssetRecord, evidence: Evidence): Promise<void> {
    await this.#store.edit(key, (record) => (record.sha256 === sha256 ? withEvidence(record, evidence) : record));
  }

  async #read(
    record: AssetRecord,
    algorithms: readonly StrongAlgorithm[],
    { signal = NEVER, onProgress }: Pick<VerifyOptions, 'signal' | 'onProgress'>,
  ): Promise<ActualDigests | undefined> {
    const { sha256, sizeBytes } = record;
    this.#reading.set(sha256, (this.#reading.get(sha256) ?? 0) + 1);
    try {
      return await this.#blobs.digest(sha256, algorithms, signal, (checkedBytes) =>
        onProgress?.({ phase: 'verifying', checkedBytes, sizeBytes }),
      );
    } finally {
      const left = (this.#reading.get(sha256) ?? 1) - 1;
      if (left > 0) this.#reading.set(sha256, left);
      else this.#reading.delete(sha256);
    }
  }

  #gone({ sha256 }: AssetRecord): EngineError {
    const path = this.#blobs.path(sha256);
    return new EngineError('storage', `ENOENT at ${path}`, { reason: 'ENOENT', path });
  }
}

function reuseOf(
  { record: { evidence }, fromCache }: Pick<CachedAsset, 'record' | 'fromCache'>,
  { asset, expected, evidenceSource }: RecheckOptions,
): EvidenceReuse {
  // The evidence files could not be looked up a moment ago.
  if (!fromCache && evidence.gatheredAt === undefined) return 'everything';
  if (evidenceSource && evidence.trustId !== evidenceSource.trust.id) return 'files';
  // The listing was not fetched by the engine, which now fetches one to learn what the instance says itself.
  const earlier = [evidence.listed, expected?.digests].flatMap(digestsOf);
  const isNew = digestsOf(asset.digests).some((digest) => !earlier.some((one) => isDeepStrictEqual(one, digest)));
  return isNew && fromCache && evidence.listed !== undefined ? 'nothing' : 'everything';
}

/** Whether the user's current pin is the one that the record was compared with. */
function isPinnedAs({ sources }: Evidence, pin: Digests | undefined): boolean {
  const before = sources.flatMap(({ kind, digest }) => (kind === 'pin' && digest ? [digest] : []));
  return isDeepStrictEqual(before, digestsOf(pin));
}

/** Whether the bytes are known to be the file that all of these identify. */
function isMeant({ evidence }: AssetRecord, meant: readonly (Digests | undefined)[]): boolean {
  return meant.flatMap(digestsOf).every(({ algorithm, hex }) => evidence.digests[algorithm] === hex);
}
