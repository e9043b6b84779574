import { EngineError } from '../../src/engine/errors.ts';
import type { Asset } from '../../src/engine/model.ts';
import type { OpenBody, OpenedBody } from '../../src/engine/ports.ts';
import { sha256Of } from './records.ts';

/** How one answer differs from the correct one. */
export interface Answer {
  /** Fails before there is a body. */
  readonly fail?: Error;
  /** Sends other bytes than the origin has. */
  readonly bytes?: Buffer;
  /** Breaks the connection after that many bytes of this answer. */
  readonly dropAfterBytes?: number;
  /** Ends the body early, after that many bytes of this answer. */
  readonly endAfterBytes?: number;
  /** Stalls after that many bytes of this answer, until `resume` or an abort. */
  readonly stallAfterBytes?: number;
  readonly resume?: Promise<void>;
  /** Claims to start at this offset, whatever was requested. */
  readonly offsetBytes?: number;
  /** The total size to report; `undefined` reports none. */
  readonly sizeBytes?: number | undefined;
  readonly validator?: string | undefined;
}

export const brokenConnection = (): EngineError =>
  new EngineError('network', 'broken', { host: 'git.example.org', reason: 'ECONNRESET' });

/** Serves bytes as an `OpenBody`, from the requested offset, and as the next entry of `answers` says. */
export class FakeOrigin {
  bytes: Buffer;
  /** Used for the next answers; afterwards answers are correct. */
  readonly answers: Answer[] = [];
  /** The range of each request. */
  readonly asked: ({ readonly offsetBytes: number; readonly validator: string | undefined } | undefined)[] = [];
  /** The number of open bodies. */
  openBodies = 0;
  readonly #chunkBytes: number;

  constructor(bytes: Buffer, chunkBytes = 64 * 1024) {
    this.bytes = bytes;
    this.#chunkBytes = chunkBytes;
  }

  readonly open: OpenBody = async (range, signal) => {
    this.asked.push(range);
    const answer = this.answers.shift() ?? {};
    await Promise.resolve();
    signal.throwIfAborted();
    if (answer.fail) throw answer.fail;
    return this.#opened(answer, range?.offsetBytes ?? 0, signal);
  };

  #opened(answer: Answer, asked: number, signal: AbortSignal): OpenedBody {
    const bytes = answer.bytes ?? this.bytes;
    const offsetBytes = answer.offsetBytes ?? asked;
    this.openBodies += 1;
    let open = true;
    return {
      offsetBytes,
      sizeBytes: 'sizeBytes' in answer ? answer.sizeBytes : bytes.byteLength,
      validator: 'validator' in answer ? answer.validator : '"v1"',
      body: this.#body(bytes.subarray(offsetBytes), answer, signal),
      discard: () => {
        if (open) this.openBodies -= 1;
        open = false;
      },
    };
  }

  async *#body(bytes: Buffer, answer: Answer, signal: AbortSignal): AsyncGenerator<Uint8Array> {
    const { dropAfterBytes, endAfterBytes, stallAfterBytes } = answer;
    const stop = Math.min(dropAfterBytes ?? Infinity, endAfterBytes ?? Infinity, bytes.byteLength);
    let stalled = stallAfterBytes === undefined;
    for (let at = 0; at < stop || !stalled;) {
      signal.throwIfAborted();
      if (!stalled && at >= Math.min(stallAfterBytes ?? 0, stop)) {
        stalled = true;
        await Promise.race([answer.resume ?? new Promise<void>(() => undefined), aborted(signal)]);
        continue;
      }
      const end = Math.min(at + this.#chunkBytes, stop, stalled ? Infinity : (stallAfterBytes ?? Infinity));
      // A copy that belongs to the reader, as from a socket.
      yield Buffer.copyBytesFrom(bytes, at, end - at);
      at = end;
    }
    if (dropAfterBytes !== undefined) throw brokenConnection();
  }
}

function aborted(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    if (signal.aborted) reject(signal.reason as Error);
    signal.addEventListener('abort', () => reject(signal.reason as Error), { once: true });
  });
}

/** Bytes that look random and are the same every time. */
export function someBytes(sizeBytes: number, seed = 1): Buffer {
  const bytes = Buffer.alloc(sizeBytes);
  let state = seed;
  for (let at = 0; at < sizeBytes; at += 1) {
    state = (state * 1_103_515_245 + 12_345) & 0x7fffffff;
    bytes[at] = state >>> 16;
  }
  return bytes;
}

/** An attachment with these bytes, as listed. */
export function attachmentOf(bytes: Buffer, rest: Partial<Asset> = {}): Asset {
  return {
    instance: 'https://git.example.org/',
    source: { kind: 'release', owner: 'alice', repo: 'tool' },
    version: 'v1',
    name: 'tool.bin',
    upstreamId: `uuid of ${sha256Of(bytes).slice(0, 8)}`,
    storage: 'attachment',
    sizeBytes: bytes.byteLength,
    digests: {},
    ...rest,
  };
}

/** A package file with these bytes, as listed. */
export function packageFileOf(bytes: Buffer, rest: Partial<Asset> = {}): Asset {
  return attachmentOf(bytes, {
    source: { kind: 'genericPackage', owner: 'alice', package: 'tool' },
    storage: 'packageFile',
    upstreamId: sha256Of(bytes),
    digests: { sha256: sha256Of(bytes) },
    ...rest,
  });
}
