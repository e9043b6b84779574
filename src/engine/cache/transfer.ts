import { open } from 'node:fs/promises';
import type { FileHandle } from 'node:fs/promises';
import { EngineError, isEngineError } from '../errors.ts';
import type { Clock, OpenBody, OpenedBody } from '../ports.ts';
import type { Algorithm } from '../verify/judge.ts';
import { wait } from '../wait.ts';
import { BatchWriter } from './batchWriter.ts';
import { Digester } from './digester.ts';
import { errnoOf, onDisk } from '../disk.ts';
import type { PartialFile } from './partials.ts';

export interface TransferOptions {
  readonly open: OpenBody;
  readonly partial: PartialFile;
  readonly clock: Clock;
  /** For errors. */
  readonly host: string;
  /** As listed; what comes must have just this size. */
  readonly sizeBytes: number | undefined;
  /** Where nothing is listed: more than this is never taken. */
  readonly limitBytes: number;
  readonly algorithms: readonly Algorithm[];
  readonly signal: AbortSignal;
  readonly onProgress: (state: {
    receivedBytes: number;
    sizeBytes: number | undefined;
    resumedAtBytes: number;
  }) => void;
}

export interface Transferred {
  readonly sizeBytes: number;
  readonly digests: Partial<Record<Algorithm, string>>;
}

/** Connections that may break without a single new byte before it counts as failed, and in all. */
const MAX_IDLE_BREAKS = 2;
const MAX_BREAKS = 10;
const BREAK_DELAY_MS = 250;
/** What a connection that ended for its slowness must have brought to count as progress: a trickle brings less. */
const SLOW_PROGRESS_BYTES = 64 * 1024;

/**
 * Brings a body into a partial file and hashes it on its way: what is there already is read again, then continued; a
 * connection that breaks is taken up where it broke. When the server starts over, or anything does not fit, everything
 * starts from zero, once. The file is synced when this resolves, and keeps what came when it rejects.
 *
 * @throws EngineError what `open` throws; `badBody`; `tooLarge`; `storage`; the signal's reason on abort
 */
export async function transfer(options: TransferOptions): Promise<Transferred> {
  const { partial } = options;
  const file = await onDisk(partial.dataPath, () => open(partial.dataPath, 'r+'));
  try {
    return await onDisk(partial.dataPath, () => new Run(options, file).complete());
  } finally {
    await file.close();
  }
}

class Run {
  readonly #options: TransferOptions;
  readonly #file: FileHandle;
  #digester: Digester;
  #writer: BatchWriter;
  #validator: string | undefined;
  #wholeBytes: number | undefined;
  #resumedAtBytes = 0;
  #restarted = false;
  #described = false;

  constructor(options: TransferOptions, file: FileHandle) {
    this.#options = options;
    this.#file = file;
    this.#digester = new Digester(options.algorithms);
    this.#writer = new BatchWriter(file, this.#digester, 0);
    this.#validator = options.partial.validator;
    this.#wholeBytes = options.sizeBytes;
  }

  async complete(): Promise<Transferred> {
    await this.#takeUpPrefix();
    let idleBreaks = 0;
    for (let breaks = 0; ; breaks += 1) {
      const before = this.#writer.sizeBytes;
      try {
        if (await this.#receive()) return await this.#finish();
        throw this.#broken();
      } catch (error) {
        await this.#writer.flush();
        const enough = isEngineError(error, 'timeout') ? SLOW_PROGRESS_BYTES : 1;
        idleBreaks = this.#writer.sizeBytes - before >= enough ? 0 : idleBreaks + 1;
        if (!isBreak(error) || breaks >= MAX_BREAKS || idleBreaks > MAX_IDLE_BREAKS) throw error;
      }
      await wait(this.#options.clock, BREAK_DELAY_MS * 2 ** idleBreaks, this.#options.signal);
    }
  }

  /** Hashes what an earlier run left. More than there can be is worth nothing. */
  async #takeUpPrefix(): Promise<void> {
    const { signal, sizeBytes } = this.#options;
    const length = await this.#digester.addFile(this.#file, signal);
    if (sizeBytes !== undefined && length > sizeBytes) return this.#startOver();
    this.#writer = new BatchWriter(this.#file, this.#digester, length);
    this.#resumedAtBytes = length;
  }

  /** One connection, or two where the first does not fit. True when the whole is there. */
  async #receive(): Promise<boolean> {
    const { open: openBody, signal } = this.#options;
    const offsetBytes = this.#writer.sizeBytes;
    if (offsetBytes > 0 && offsetBytes === this.#wholeBytes) return true;
    const opened = await openBody(offsetBytes > 0 ? { offsetBytes, validator: this.#validator } : undefined, signal);
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
    return this.#wholeBytes === undefined || this.#writer.sizeBytes === this.#wholeBytes;
  }

  #sizeFits({ offsetBytes, sizeBytes }: OpenedBody): boolean {
    return (
      offsetBytes === 0 || this.#wholeBytes === undefined || sizeBytes === undefined || sizeBytes === this.#wholeBytes
    );
  }

  /** The first answer says what is being received. */
  async #learn({ sizeBytes, validator }: OpenedBody): Promise<void> {
    const { partial, limitBytes } = this.#options;
    const listed = this.#options.sizeBytes;
    if (listed !== undefined && sizeBytes !== undefined && sizeBytes !== listed) {
      throw this.#bad(sizeBytes > listed ? 'tooLong' : 'tooShort', `has ${sizeBytes} bytes, listed are ${listed}`);
    }
    this.#wholeBytes = listed ?? sizeBytes;
    if ((this.#wholeBytes ?? 0) > limitBytes) throw this.#tooLarge(this.#wholeBytes ?? 0);
    if (this.#described && validator === this.#validator) return;
    this.#described = true;
    this.#validator = validator;
    await partial.describe({ validator, sizeBytes: this.#wholeBytes });
  }

  async #read({ body }: OpenedBody): Promise<void> {
    const { signal, limitBytes, onProgress } = this.#options;
    const state = { sizeBytes: this.#wholeBytes, resumedAtBytes: this.#resumedAtBytes };
    onProgress({ ...state, receivedBytes: this.#writer.sizeBytes });
    for await (const chunk of body) {
      signal.throwIfAborted();
      const receivedBytes = this.#writer.sizeBytes + chunk.byteLength;
      if (this.#wholeBytes !== undefined && receivedBytes > this.#wholeBytes) {
        throw this.#bad('tooLong', `goes on after its ${this.#wholeBytes} bytes`);
      }
      if (receivedBytes > limitBytes) throw this.#tooLarge(receivedBytes);
      await this.#writer.add(chunk);
      onProgress({ ...state, receivedBytes });
    }
  }

  async #finish(): Promise<Transferred> {
    await this.#writer.flush();
    this.#options.signal.throwIfAborted();
    await this.#file.sync();
    return { sizeBytes: this.#writer.sizeBytes, digests: this.#digester.digests() };
  }

  async #startOver(): Promise<void> {
    if (this.#restarted) throw this.#bad('range', 'starts over again and again');
    this.#restarted = true;
    await this.#file.truncate(0);
    this.#digester = new Digester(this.#options.algorithms);
    this.#writer = new BatchWriter(this.#file, this.#digester, 0);
    this.#resumedAtBytes = 0;
    this.#described = false;
  }

  #broken(): EngineError {
    const { host } = this.#options;
    return new EngineError('network', `${host} closed the connection before the end`, { host, reason: 'ECONNRESET' });
  }

  #bad(rule: 'range' | 'tooLong' | 'tooShort', what: string): EngineError {
    const { host } = this.#options;
    return new EngineError('badBody', `the file from ${host} ${what}`, { host, rule });
  }

  #tooLarge(sizeBytes: number): EngineError {
    const { limitBytes } = this.#options;
    return new EngineError('tooLarge', `more than ${limitBytes} bytes`, { what: 'asset', sizeBytes, limitBytes });
  }
}

/** A connection that broke: more may come from a new one. A full disk or a refusal stays what it is. */
function isBreak(error: unknown): boolean {
  return !errnoOf(error) && (isEngineError(error, 'network') || isEngineError(error, 'timeout'));
}
