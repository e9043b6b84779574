import type { FileHandle } from 'node:fs/promises';
import { ageMs } from '../age.ts';
import { EngineError, isEngineError } from '../errors.ts';
import type { ByteSource, Clock, OpenedBody } from '../ports.ts';
import type { StrongAlgorithm } from '../evidence.ts';
import { wait } from '../wait.ts';
import { errnoOf, onDisk } from '../disk.ts';
import type { PartialFile } from './partialFile.ts';
import type { TransferState } from './progress.ts';
import { ReceivedFile } from './receivedFile.ts';
import { requireSpace, watchSpace } from './space.ts';

export interface TransferOptions {
  readonly source: ByteSource;
  readonly partial: PartialFile;
  readonly clock: Clock;
  /** The listed size, which the body must have exactly. */
  readonly sizeBytes: number | undefined;
  /** The most bytes to accept if no size is listed. */
  readonly limitBytes: number;
  readonly algorithms: readonly StrongAlgorithm[];
  /** How many connections in a row may deliver nothing before the download fails. @default 2 */
  readonly idleBreaks?: number | undefined;
  readonly signal: AbortSignal;
  readonly onTransfer: (state: TransferState) => void;
}

export interface Transferred {
  readonly sizeBytes: number;
  readonly digests: Partial<Record<StrongAlgorithm, string>>;
}

const DEFAULT_IDLE_BREAKS = 2;
/** How many connections may break in all. */
const MAX_BREAKS = 10;
const BREAK_DELAY_MS = 250;
/** How often received bytes are synced and their digest is noted: a power cut loses at most this much. */
const PROVE_MS = 5000;
/** The bytes that a connection closed as too slow must have delivered to count as progress; a trickle delivers less. */
const SLOW_PROGRESS_BYTES = 64 * 1024;

/**
 * Receives a body into a partial file and hashes it on the way. Bytes already there are read again and, if they are
 * unchanged, continued; a dropped connection is resumed where it broke if the rest is known to belong to the same file. If
 * the server starts over, or anything does not match, everything starts from zero, once. The file is synced when this
 * resolves, and keeps the received part when it rejects.
 *
 * @throws EngineError what opening the source throws; `badBody`; `tooLarge`; `storage`; the signal's reason on abort
 */
export async function transfer(options: TransferOptions): Promise<Transferred> {
  const { partial, sizeBytes = 0 } = options;
  const file = await onDisk(partial.dataPath, () => partial.open());
  try {
    await requireSpace(partial.dataPath, sizeBytes - (partial.earlier?.proven.sizeBytes ?? 0));
    return await onDisk(partial.dataPath, () => new Run(options, file).complete());
  } finally {
    await file.close();
  }
}

class Run {
  readonly #options: TransferOptions;
  readonly #received: ReceivedFile;
  #validator: string | undefined;
  /** The size of the whole file, from a response. */
  #saidBytes: number | undefined;
  #provenAt = 0;
  #resumedAtBytes = 0;
  #restarted = false;
  /** Whether the partial's description matches its bytes, and whether later bytes can be shown to belong to them. */
  #described = false;
  #continuable = false;

  constructor(options: TransferOptions, file: FileHandle) {
    this.#options = options;
    this.#received = new ReceivedFile(file, options.algorithms);
  }

  get #wholeBytes(): number | undefined {
    return this.#options.sizeBytes ?? this.#saidBytes;
  }

  async complete(): Promise<Transferred> {
    const { idleBreaks: maxIdleBreaks = DEFAULT_IDLE_BREAKS } = this.#options;
    await this.#takeUpPrefix();
    let idleBreaks = 0;
    for (let breaks = 0; ; breaks += 1) {
      const before = this.#received.sizeBytes;
      try {
        if (await this.#receive()) return await this.#finish();
        throw this.#broken();
      } catch (error) {
        await this.#keep();
        const enough = isEngineError(error, 'timeout') ? SLOW_PROGRESS_BYTES : 1;
        idleBreaks = this.#received.sizeBytes - before >= enough ? 0 : idleBreaks + 1;
        if (!isBreak(error) || breaks >= MAX_BREAKS || idleBreaks > maxIdleBreaks) throw error;
      }
      await wait(this.#options.clock, BREAK_DELAY_MS * 2 ** idleBreaks, this.#options.signal);
    }
  }

  async #takeUpPrefix(): Promise<void> {
    const { partial, sizeBytes, signal } = this.#options;
    const { earlier } = partial;
    if (!earlier) return;
    if (earlier.proven.sizeBytes > (sizeBytes ?? Infinity)) return this.#received.empty();
    if (!(await this.#received.takeUp(earlier.proven, signal))) return;
    this.#validator = earlier.validator;
    this.#saidBytes = earlier.sizeBytes;
    this.#resumedAtBytes = earlier.proven.sizeBytes;
    this.#continuable = true;
  }

  /** The usable bytes received before a connection broke. */
  async #keep(): Promise<void> {
    try {
      await this.#received.flush();
    } finally {
      await (this.#continuable ? this.#prove() : this.#empty());
    }
  }

  async #prove(): Promise<void> {
    this.#provenAt = this.#options.clock.now();
    // A disk that refuses the bytes ends the download; without the note a later run only resumes from an earlier position.
    if (await this.#received.prove()) await this.#describe().catch(() => undefined);
  }

  /** Uses one connection, or two if the first does not fit. Returns true once the whole file is there. */
  async #receive(): Promise<boolean> {
    const { source, signal } = this.#options;
    const offsetBytes = this.#received.sizeBytes;
    if (offsetBytes > 0 && offsetBytes === this.#saidBytes) return true;
    const opened = await source.open(offsetBytes > 0 ? { offsetBytes, validator: this.#validator } : undefined, signal);
    try {
      if (opened.offsetBytes !== offsetBytes || !this.#sizeFits(opened)) {
        await this.#startOver();
        if (opened.offsetBytes > 0) {
          opened.discard();
          return await this.#receive();
        }
      }
      await this.#learn(opened);
      await this.#read(opened);
    } finally {
      opened.discard();
    }
    return this.#wholeBytes === undefined || this.#received.sizeBytes === this.#wholeBytes;
  }

  #sizeFits({ offsetBytes, sizeBytes }: OpenedBody): boolean {
    return (
      offsetBytes === 0 || this.#wholeBytes === undefined || sizeBytes === undefined || sizeBytes === this.#wholeBytes
    );
  }

  /** A response from the start describes the file; a later one may have a better validator. */
  async #learn({ offsetBytes, sizeBytes, validator }: OpenedBody): Promise<void> {
    const { clock, limitBytes, partial } = this.#options;
    const listed = this.#options.sizeBytes;
    if (listed !== undefined && sizeBytes !== undefined && sizeBytes !== listed) {
      throw this.#bad(sizeBytes > listed ? 'tooLong' : 'tooShort', `has ${sizeBytes} bytes, but ${listed} are listed`);
    }
    this.#saidBytes = offsetBytes === 0 ? sizeBytes : (this.#saidBytes ?? sizeBytes);
    const wholeBytes = this.#wholeBytes ?? 0;
    if (wholeBytes > limitBytes) throw this.#tooLarge(wholeBytes);
    // If the size is listed, the space was checked before the transfer.
    if (listed === undefined) await requireSpace(partial.dataPath, wholeBytes - this.#received.sizeBytes);
    this.#provenAt = clock.now();
    if (this.#described && offsetBytes > 0 && validator === this.#validator) return;
    this.#validator = validator;
    await this.#describe();
  }

  async #describe(): Promise<void> {
    const facts = { validator: this.#validator, sizeBytes: this.#saidBytes, proven: this.#received.proven };
    this.#continuable = await this.#options.partial.describe(facts);
    this.#described = true;
  }

  async #read({ body }: OpenedBody): Promise<void> {
    const { signal, clock, limitBytes, onTransfer } = this.#options;
    const state = { sizeBytes: this.#wholeBytes, resumedAtBytes: this.#resumedAtBytes };
    const hasRoom = this.#wholeBytes === undefined ? watchSpace(this.#options.partial.dataPath) : undefined;
    onTransfer({ ...state, receivedBytes: this.#received.sizeBytes });
    for await (const chunk of body) {
      signal.throwIfAborted();
      const receivedBytes = this.#received.sizeBytes + chunk.byteLength;
      if (this.#wholeBytes !== undefined && receivedBytes > this.#wholeBytes) {
        throw this.#bad('tooLong', `continues past its ${this.#wholeBytes} bytes`);
      }
      if (receivedBytes > limitBytes) throw this.#tooLarge(receivedBytes);
      await hasRoom?.(receivedBytes);
      const full = this.#received.add(chunk);
      if (full) await full;
      onTransfer({ ...state, receivedBytes });
      if (!this.#continuable || ageMs(clock.now(), this.#provenAt) < PROVE_MS) continue;
      await this.#received.flush();
      await this.#prove();
    }
  }

  async #finish(): Promise<Transferred> {
    await this.#received.flush();
    this.#options.signal.throwIfAborted();
    const digests = await this.#received.finish();
    return { sizeBytes: this.#received.sizeBytes, digests };
  }

  async #startOver(): Promise<void> {
    if (this.#restarted) throw this.#bad('range', 'keeps starting over');
    this.#restarted = true;
    await this.#empty();
  }

  async #empty(): Promise<void> {
    await this.#received.empty();
    this.#saidBytes = undefined;
    this.#validator = undefined;
    this.#resumedAtBytes = 0;
    this.#described = false;
    this.#continuable = false;
  }

  #broken(): EngineError {
    const { host } = this.#options.source;
    return new EngineError('network', `${host} closed the connection before the end`, { host, reason: 'ECONNRESET' });
  }

  #bad(rule: 'range' | 'tooLong' | 'tooShort', what: string): EngineError {
    const { host } = this.#options.source;
    return new EngineError('badBody', `the file from ${host} ${what}`, { host, rule });
  }

  #tooLarge(sizeBytes: number): EngineError {
    const { limitBytes } = this.#options;
    return new EngineError('tooLarge', `more than ${limitBytes} bytes`, { what: 'asset', sizeBytes, limitBytes });
  }
}

/** A dropped connection: a new one may get further. A full disk or a refusal is final. */
function isBreak(error: unknown): boolean {
  return !errnoOf(error) && (isEngineError(error, 'network') || isEngineError(error, 'timeout'));
}
