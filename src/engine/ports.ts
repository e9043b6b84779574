import type { Absence } from './absence.ts';
import type { ArtifactSource, Digests } from './model.ts';
import type { EngineError } from './errors.ts';
import type { Evidence, Expected } from './evidence.ts';

/** One request. A transport adds nothing except what HTTP itself needs. */
export interface TransportRequest {
  readonly url: URL;
  /** Lower-case names. Instances are only asked with GET: HEAD increments download counters and may answer wrongly. */
  readonly headers: Readonly<Record<string, string>>;
  /** The body of a `PUT` to a mirror; as long as its `content-length`. */
  readonly body?: AsyncIterable<Uint8Array> | undefined;
  /** @default GET */
  readonly method?: 'GET' | 'HEAD' | 'PUT' | undefined;
  /** How long connecting may take, for transports that can tell it from waiting. @default as long as the whole request */
  readonly connectTimeoutMs?: number | undefined;
  /** Aborts connecting, waiting for headers and reading the body, each within 100 ms. */
  readonly signal: AbortSignal;
}

export interface TransportResponse {
  readonly status: number;
  /** Value of a header by its lower-case name; repeated ones are joined with `, `. */
  header(name: string): string | undefined;
  /** Readable once. Throws if the connection breaks; never silently shorter than Content-Length. */
  readonly body: AsyncIterable<Uint8Array>;
  /** Releases the connection if the body is not wanted. Idempotent, never throws. */
  discard(): void;
}

/** Sends one request: no redirects, no cookies, no retries, no caching. Throws whatever the platform throws. */
export interface Transport {
  send(request: TransportRequest): Promise<TransportResponse>;
}

export interface Clock {
  /** Milliseconds since the epoch. */
  now(): number;
  /** Runs `callback` once after `delayMs`; the returned function cancels it. Does not keep the process alive. */
  after(delayMs: number, callback: () => void): () => void;
}

export interface Log {
  debug(message: string): void;
  info(message: string): void;
  warn(message: string): void;
  error(message: string): void;
}

/** VS Code's `Memento`, by shape. Values are plain JSON. */
export interface Memento {
  keys(): readonly string[];
  get<T>(key: string): T | undefined;
  /** `undefined` removes. Resolves when the backend has accepted it; how durable that is depends on the backend. */
  update(key: string, value: unknown): PromiseLike<void>;
  /**
   * Stores a value under a key that has none, in one step, whatever others do at the same time. Returns false, with nothing
   * stored, if there is an entry or the backend has no such step.
   * @throws EngineError `storage`
   */
  create?(key: string, value: unknown): PromiseLike<boolean>;
  /**
   * If others write to the same backend: updates what `get` and `keys` return, for one key or all. Rejects with the signal's
   * reason on abort.
   * @throws EngineError `storage` if the backend fails, and for one key also if its entry exists but cannot be read: that
   * never counts as absent
   */
  refresh?(key?: string, signal?: AbortSignal): PromiseLike<void>;
  /**
   * Why entries that are there cannot be read, as of the last time all of them were read. Which keys they have may be
   * unknown, so while there are any, `keys` proves nothing absent.
   */
  unreadable?(): readonly EngineError<'storage'>[];
  /** Where an entry is or would be, for messages. */
  pathOf?(key: string): string;
  /**
   * If others write to the same backend: runs work that reads and rewrites one entry while no other process does so for the
   * same key. It may run more than once.
   * @throws EngineError `storage`, and what `work` throws
   */
  exclusively?<T>(key: string, work: () => Promise<T>): PromiseLike<T>;
}

/** Named mementos: entries that are listed together share one. */
export interface MementoSections {
  /** Returns the same entries for the same name every time. Names are paths made of words and hex digits. */
  section(name: string): Memento;
  /** What versions up to 0.1 kept, which had no sections; `undefined` if there is none. @throws EngineError `storage` */
  earlier(): Promise<Memento | undefined>;
}

/** The record of a cached asset. There is one per key; see `recordKey`. */
export interface AssetRecord {
  readonly key: string;
  readonly instance: string;
  readonly source: ArtifactSource;
  readonly version: string;
  readonly name: string;
  readonly storage: 'attachment' | 'packageFile' | 'external';
  /** The upstream id that these bytes belong to: a record with another one is stale. */
  readonly upstreamId: string;
  readonly sha256: string;
  readonly sizeBytes: number;
  /**
   * Set if only this caller's digest says that the bytes are this upstream file: a mirror sent them, or the instance did
   * without being asked what the release lists. Such a record answers only calls that name the same digest, until the
   * release's own evidence confirms the bytes.
   */
  readonly claimedBy?: Expected['by'] | undefined;
  readonly evidence: Evidence;
  /**
   * Set once the bytes are not in their place any more; see `isHere`. The other fields still describe the bytes that were
   * there, so that a replacement is noticed. Ends with the next accepted download, or a check that finds the bytes intact.
   */
  readonly absence?: Absence | undefined;
  /** What the instance listed when the file was fetched. */
  readonly digests: Digests;
  /** Whether the user keeps it in the cache (Keep in Cache). */
  readonly kept: boolean;
  /** Milliseconds since the epoch. */
  readonly storedAt: number;
  readonly usedAt: number;
}

/** A record written by a newer version: only the bytes it refers to are understood. */
export type ForeignRecord = Pick<AssetRecord, 'key' | 'sha256' | 'sizeBytes'>;

/** Makes the record to be stored of a new one and the one in its place, which may have changed since it was read. */
export type MergeRecord = (record: AssetRecord, before: AssetRecord | undefined) => AssetRecord;

/** All records there are. */
export interface RecordList {
  readonly records: readonly AssetRecord[];
  readonly foreign: readonly ForeignRecord[];
  /**
   * Why further records cannot be read. While there are any, it is unknown which bytes are unreferenced, so none may be
   * deleted for that reason.
   */
  readonly unreadable: readonly EngineError<'storage'>[];
}

/**
 * Stores records. Implementations differ in durability, never in meaning: one contract suite covers all. A record that
 * exists but cannot be read or understood never counts as absent: calls with its key reject with `storage` and leave it as
 * it is.
 */
export interface AssetStore {
  /** @throws EngineError `storage` */
  find(key: string): Promise<AssetRecord | undefined>;
  /**
   * Writes the record, or the result of `merge` with the current record. Returns the stored record, and the SHA-256 it
   * replaced if that differs. If `merge` throws, so does this, and nothing is written.
   * @throws EngineError `storage`
   */
  upsert(record: AssetRecord, merge?: MergeRecord): Promise<{ row: AssetRecord; replacedSha256?: string }>;
  /**
   * Changes the current record, so that concurrent edits never undo each other, across processes too if the backend is
   * shared. Returns the changed record; has no effect if there is none. `change` may be called more than once.
   * @throws EngineError `storage`
   */
  edit(key: string, change: (record: AssetRecord) => AssetRecord): Promise<AssetRecord | undefined>;
  /**
   * Moves `usedAt` forward, and back only from a time further ahead than clocks differ; has no effect if the record is gone.
   * @throws EngineError `storage`
   */
  touch(key: string, usedAt: number): Promise<void>;
  /** Whether any record points at these bytes. @throws EngineError `storage` where a record that cannot be read might */
  shaReferenced(sha256: string): Promise<boolean>;
  /**
   * Deletes the record if `mayGo` allows it for the current record. Returns whether it did. `mayGo` completes first; if it
   * rejects, so does this, and the record is kept.
   * @throws EngineError `storage`
   */
  delete(key: string, mayGo?: (record: AssetRecord) => boolean | Promise<boolean>): Promise<boolean>;
  /** Rejects with the signal's reason on abort: there may be very many. @throws EngineError `storage` */
  list(signal?: AbortSignal): Promise<RecordList>;
}

/** Counts that survive restarts and lose nothing between writers. `key` is chosen by the caller (user and UTC day). */
export interface DownloadCounter {
  /** Adds one and returns the new sum over all writers. */
  increment(key: string): Promise<number>;
  /** Adds one without reading the other writers' entries, which takes longer. */
  add(key: string): Promise<void>;
  /** Takes one back (never below zero over all writers). */
  decrement(key: string): Promise<void>;
  read(key: string): Promise<number>;
}

/** An asset's body, opened at its start or at an offset. */
export interface OpenedBody {
  /** Where the body really starts: the offset that was asked for, or 0 when the server starts over. */
  readonly offsetBytes: number;
  /** Size of the whole asset, as far as the answer says. */
  readonly sizeBytes: number | undefined;
  /** Strong ETag or usable Last-Modified (RFC 9110 section 8.8), and only from the instance itself. */
  readonly validator: string | undefined;
  /** The reader owns each chunk and may clear it. */
  readonly body: AsyncIterable<Uint8Array>;
  /** Releases the connection. Idempotent, never throws. */
  discard(): void;
}

/**
 * Opens an asset's body; with a range only the rest, if the validator still holds. The cache never sees more of the
 * network.
 */
export type OpenBody = (
  range: { readonly offsetBytes: number; readonly validator: string | undefined } | undefined,
  signal: AbortSignal,
) => Promise<OpenedBody>;

/** A source of an asset's bytes. */
export interface ByteSource {
  /** For errors and people: a host, or a directory. */
  readonly host: string;
  readonly open: OpenBody;
}

/** A store addressed by SHA-256. Nothing it sends is used before its digest was compared. */
export interface MirrorSource extends ByteSource {
  /** Called with the reason why it gave no usable bytes, before the next source is tried. */
  readonly onSkipped: (error: EngineError) => void;
}
