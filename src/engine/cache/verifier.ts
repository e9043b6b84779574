import { EngineError } from '../errors.ts';
import type { Asset, Digests } from '../model.ts';
import type { AssetRecord, AssetStore, Clock } from '../ports.ts';
import { stronger } from '../verify/evidence.ts';
import type { Evidence } from '../verify/evidence.ts';
import { algorithmsNeeded, expectations, integrityError, judge } from '../verify/judge.ts';
import type { Algorithm, Expectation } from '../verify/judge.ts';
import type { BlobStore } from './blobStore.ts';
import type { OnProgress } from './progress.ts';

/** What reading the bytes of a record again came to. */
export type VerifyResult =
  | { readonly state: 'intact'; readonly record: AssetRecord }
  /** The record or its file is gone. */
  | { readonly state: 'missing'; readonly record: AssetRecord | undefined }
  | {
      readonly state: 'broken';
      readonly record: AssetRecord;
      readonly expectation: Expectation;
      readonly actual: string;
      /** Where the bytes are kept. */
      readonly setAside: string;
    };

interface VerifyOptions {
  readonly signal?: AbortSignal | undefined;
  readonly onProgress?: OnProgress;
  readonly pin?: Digests;
}

const NEVER = new AbortController().signal;
/** File systems keep times more or less finely. */
const TIME_SLACK_MS = 2000;

/** Looks at what is on disk and compares it with what is known of it. */
export class Verifier {
  readonly #blobs: BlobStore;
  readonly #store: AssetStore;
  readonly #clock: Clock;
  readonly #reading = new Map<string, number>();
  /** The file that was a blob when it was last found good, by SHA-256. */
  readonly #inodes = new Map<string, number>();

  constructor({ blobs, store, clock }: { blobs: BlobStore; store: AssetStore; clock: Clock }) {
    this.#blobs = blobs;
    this.#store = store;
    this.#clock = clock;
  }

  /** SHA-256 of the blobs that are being read now. */
  get reading(): ReadonlySet<string> {
    return new Set(this.#reading.keys());
  }

  /**
   * Whether the record's file is there with its size, and untouched. One with an odd time, or that is another file than
   * last time, is hashed; that rejects with the signal's reason on abort.
   */
  async isIntact(record: AssetRecord, signal?: AbortSignal): Promise<boolean> {
    const { sha256, sizeBytes, storedAt } = record;
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

  /** To be told when this process itself put another file in a blob's place. */
  forget(sha256: string): void {
    this.#inodes.delete(sha256);
  }

  /**
   * Reads all bytes again and compares them with every digest that is known. A file that disagrees is set aside, its
   * record kept as the memory of what it was. Rejects with the signal's reason on abort.
   */
  async verify(key: string, options: VerifyOptions): Promise<VerifyResult> {
    const record = await this.#store.find(key);
    if (!record) return { state: 'missing', record };
    const result = await this.#check(record, options);
    if (result.state === 'intact') await this.#keepEvidence(record, result.record.evidence);
    return result;
  }

  /**
   * Holds a hit against what its record may not have known: a pin, digests that upstream has begun to give. Bytes are
   * read only where their digest is not known. Better evidence is kept.
   *
   * @throws EngineError `integrity`; the file stays, as nothing says that its bytes changed
   */
  async hold<T extends { readonly record: AssetRecord }>(
    found: T,
    { asset, pin, signal }: { asset: Asset; pin?: Digests | undefined; signal?: AbortSignal | undefined },
  ): Promise<T> {
    const { record } = found;
    const expected = expectations(asset, { pin });
    if (expected.length === 0) return found;
    const known = knownDigests(record);
    const suffices = expected.every(({ algorithm }) => known[algorithm] !== undefined);
    const actual = suffices ? known : await this.#read(record, expected, { signal });
    if (!actual) throw this.#gone(record);
    const verdict = judge(expected, actual, suffices ? record.evidence.checkedAt : this.#clock.now());
    if (!verdict.ok) throw integrityError(verdict);
    const evidence = stronger(record.evidence, verdict.evidence);
    if (evidence === record.evidence) return found;
    // Without it the next hit does the same again; no reason to fail this one.
    await this.#keepEvidence(record, evidence).catch(() => undefined);
    return { ...found, record: { ...record, evidence } };
  }

  async #check(record: AssetRecord, options: VerifyOptions): Promise<VerifyResult> {
    const expected = expectations(record, { pin: options.pin, remembered: record.sha256 });
    const actual = await this.#read(record, expected, options);
    if (!actual) return { state: 'missing', record };
    const checkedAt = this.#clock.now();
    const verdict = judge(expected, actual, checkedAt);
    if (verdict.ok) {
      const evidence = { ...stronger(verdict.evidence, record.evidence), checkedAt };
      return { state: 'intact', record: { ...record, evidence } };
    }
    const setAside = await this.#blobs.aside.put(this.#blobs.path(record.sha256), record.key);
    if (!setAside) return { state: 'missing', record };
    return { state: 'broken', record, expectation: verdict.expectation, actual: verdict.actual, setAside };
  }

  /** Reading took a while: what others wrote to the record meanwhile, or that they removed it, stands. */
  async #keepEvidence({ key, sha256 }: AssetRecord, evidence: Evidence): Promise<void> {
    await this.#store.edit(key, (record) => (record.sha256 === sha256 ? { ...record, evidence } : record));
  }

  async #read(record: AssetRecord, expected: readonly Expectation[], options: VerifyOptions) {
    const { sha256, sizeBytes } = record;
    this.#reading.set(sha256, (this.#reading.get(sha256) ?? 0) + 1);
    try {
      return await this.#blobs.digest(sha256, algorithmsNeeded(expected), options.signal ?? NEVER, (checkedBytes) =>
        options.onProgress?.({ phase: 'verifying', checkedBytes, sizeBytes }),
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

/** What the bytes of a record were found to hash to when they came in: all that was promised then was compared. */
function knownDigests({ sha256, digests, evidence }: AssetRecord): Partial<Record<Algorithm, string>> {
  const sha512 = evidence.algorithm === 'sha512' ? evidence.hex : digests.sha512;
  return { sha256, ...(sha512 !== undefined && { sha512 }) };
}
