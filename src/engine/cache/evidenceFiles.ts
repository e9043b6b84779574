import { hash } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ifThere, inDirectory, onDisk, replaceFile } from '../disk.ts';
import { EngineError, isEngineError } from '../errors.ts';
import { isImmutable, recordKey } from '../model.ts';
import type { Asset } from '../model.ts';
import type { Clock, OpenBody } from '../ports.ts';
import { SIDECAR_LIMIT_BYTES } from '../verify/sidecarText.ts';
import { Flights } from './flight.ts';
import { layoutOf } from './layout.ts';

/** A body that breaks is asked for this often. */
const TRIES = 2;

/**
 * Checksum and signature files: small, read whole, kept apart from what people downloaded so that evidence can be looked
 * at again without a connection. Only what never changes under its upstream id is kept.
 */
export class EvidenceFiles {
  readonly #directory: string;
  readonly #clock: Clock;
  readonly #flights = new Flights<string, Uint8Array>();

  constructor(directory: string, clock: Clock) {
    this.#directory = layoutOf(directory).evidence;
    this.#clock = clock;
  }

  /**
   * The file, from disk or through `open`. The bytes are shared: read only. Rejects with the signal's reason on abort.
   * @throws EngineError `tooLarge` beyond 1 MiB, and what `open` throws
   */
  async get(asset: Asset, open: OpenBody, signal: AbortSignal): Promise<Uint8Array> {
    const name = hash('sha256', JSON.stringify([recordKey(asset), asset.upstreamId]));
    return this.#flights.join(
      name,
      (stop) => this.#find(join(this.#directory, name), asset, { open, signal: stop }),
      signal,
    );
  }

  async #find(
    path: string,
    asset: Asset,
    { open, signal }: { open: OpenBody; signal: AbortSignal },
  ): Promise<Uint8Array> {
    const isKept = isImmutable(asset);
    const here = isKept ? await onDisk(path, () => ifThere(() => readFile(path))) : undefined;
    if (here && here.length === (asset.sizeBytes ?? here.length)) return here;
    const bytes = await receive(asset, open, signal);
    // Where it cannot be kept it is fetched again.
    if (isKept) await this.#keep(path, bytes).catch(() => undefined);
    return bytes;
  }

  async #keep(path: string, bytes: Uint8Array): Promise<void> {
    const temporary = `${path}.${crypto.randomUUID()}`;
    await inDirectory(this.#directory, async () => {
      await writeFile(temporary, bytes);
      await replaceFile(temporary, path, this.#clock);
    });
  }
}

async function receive(asset: Asset, open: OpenBody, signal: AbortSignal): Promise<Uint8Array> {
  for (let tries = 1; ; tries += 1) {
    try {
      return await readSmall(asset, open, signal);
    } catch (error) {
      signal.throwIfAborted();
      if (tries >= TRIES || !isEngineError(error, 'network')) throw error;
    }
  }
}

async function readSmall(asset: Asset, open: OpenBody, signal: AbortSignal): Promise<Uint8Array> {
  const opened = await open(undefined, signal);
  const { host } = new URL(asset.instance);
  const chunks: Uint8Array[] = [];
  let sizeBytes = 0;
  try {
    for await (const chunk of opened.body) {
      sizeBytes += chunk.byteLength;
      if (sizeBytes > SIDECAR_LIMIT_BYTES) throw tooLarge(sizeBytes);
      chunks.push(chunk);
    }
  } finally {
    opened.discard();
  }
  const wholeBytes = opened.sizeBytes ?? asset.sizeBytes ?? sizeBytes;
  if (wholeBytes === sizeBytes) return Buffer.concat(chunks);
  const rule = sizeBytes < wholeBytes ? 'tooShort' : 'tooLong';
  throw new EngineError('badBody', `${sizeBytes} of ${wholeBytes} bytes came from ${host}`, { host, rule });
}

function tooLarge(sizeBytes: number): EngineError {
  const facts = { what: 'asset', sizeBytes, limitBytes: SIDECAR_LIMIT_BYTES } as const;
  return new EngineError('tooLarge', `more than ${SIDECAR_LIMIT_BYTES} bytes`, facts);
}
