import { EngineError } from '../errors.ts';
import type { Digests } from '../model.ts';
import type { AssetRecord, AssetStore, Clock } from '../ports.ts';
import { algorithmsNeeded, expectations, judge } from '../verify/judge.ts';
import type { Expectation } from '../verify/judge.ts';
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
  readonly signal?: AbortSignal;
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

  constructor({ blobs, store, clock }: { blobs: BlobStore; store: AssetStore; clock: Clock }) {
    this.#blobs = blobs;
    this.#store = store;
    this.#clock = clock;
  }

  /** SHA-256 of the blobs that are being read now. */
  get reading(): ReadonlySet<string> {
    return new Set(this.#reading.keys());
  }

  /** Whether the record's file is there with its size, and untouched; a file with an odd time is hashed. */
  async isIntact(record: AssetRecord): Promise<boolean> {
    const found = await this.#blobs.stat(record.sha256);
    if (found?.sizeBytes !== record.sizeBytes) return false;
    if (found.modifiedAt <= record.storedAt + TIME_SLACK_MS) return true;
    const result = await this.#check(record, {});
    if (result.state === 'intact') await this.#blobs.settle(record.sha256, record.storedAt);
    return result.state === 'intact';
  }

  /**
   * Reads all bytes again and compares them with every digest that is known. A file that disagrees is set aside, its
   * record kept as the memory of what it was. Rejects with the signal's reason on abort.
   */
  async verify(key: string, options: VerifyOptions): Promise<VerifyResult> {
    const record = await this.#store.find(key);
    if (!record) return { state: 'missing', record };
    const result = await this.#check(record, options);
    if (result.state === 'intact') await this.#store.upsert(result.record);
    return result;
  }

  /** Holds a file against a pin that its record may not have known. @throws EngineError `integrity` */
  async honourPin<T extends { readonly record: AssetRecord }>(
    found: T,
    pin: Digests | undefined,
    signal: AbortSignal | undefined,
  ): Promise<T> {
    if (!pin || (!pin.sha512 && pin.sha256?.toLowerCase() === found.record.sha256)) return found;
    const expected = expectations({ storage: 'attachment', digests: {} }, { pin });
    const actual = await this.#read(found.record, expected, signal ? { signal } : {});
    const verdict = judge(expected, actual ?? { sha256: '', sha512: '' }, this.#clock.now());
    if (verdict.ok) return found;
    const { algorithm, hex } = verdict.expectation;
    const facts = { what: algorithm, expected: hex, actual: verdict.actual, source: 'pin' };
    throw new EngineError('integrity', `${algorithm} is ${verdict.actual}, pinned is ${hex}`, facts);
  }

  async #check(record: AssetRecord, options: VerifyOptions): Promise<VerifyResult> {
    const expected = expectations(record, { pin: options.pin, remembered: record.sha256 });
    const actual = await this.#read(record, expected, options);
    if (!actual) return { state: 'missing', record };
    const verdict = judge(expected, actual, this.#clock.now());
    if (verdict.ok) return { state: 'intact', record: { ...record, evidence: verdict.evidence } };
    const setAside = await this.#blobs.setAside(this.#blobs.path(record.sha256), record.key);
    return { state: 'broken', record, expectation: verdict.expectation, actual: verdict.actual, setAside };
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
}
