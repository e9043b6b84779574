import { hash } from 'node:crypto';
import { readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { inDirectory, replaceFile } from '../disk.ts';
import { EngineError, isEngineError } from '../errors.ts';
import { isImmutable, recordKey } from '../model.ts';
import type { Asset } from '../model.ts';
import type { Clock, OpenBody } from '../ports.ts';
import { disagreement, integrityError, hear } from '../verify/claims.ts';
import { NO_FINDINGS } from '../findings.ts';
import { SIDECAR_LIMIT_BYTES } from '../verify/sidecarText.ts';
import { Flights } from './flight.ts';
import { layoutOf } from './layout.ts';
import { Leases } from './lease.ts';

/** A body that breaks is asked for this often. */
const TRIES = 2;

/**
 * Checksum and signature files: small, read whole, kept apart from what people downloaded so that evidence can be looked
 * at again without a connection. Only what never changes under its upstream id is kept.
 */
export class EvidenceFiles {
  readonly #directory: string;
  readonly #leases: Leases;
  readonly #clock: Clock;
  readonly #flights = new Flights<string, Uint8Array>();

  constructor(directory: string, clock: Clock) {
    const layout = layoutOf(directory);
    this.#directory = layout.evidence;
    this.#leases = new Leases(layout.leases, clock);
    this.#clock = clock;
  }

  /**
   * The file, from disk or through `open`. The bytes are shared: read only. Rejects with the signal's reason on abort.
   * @throws EngineError `tooLarge` beyond 1 MiB, `badBody`, `integrity` where it is not as it is listed, and what `open` throws
   */
  async get(asset: Asset, open: OpenBody, signal: AbortSignal): Promise<Uint8Array> {
    return this.#flights.join(nameOf(asset), (stop) => this.#find(asset, open, stop), signal);
  }

  /** The file as it is on disk. @throws EngineError `network` where it is not */
  async kept(asset: Asset): Promise<Uint8Array> {
    const here = await this.#read(asset);
    if (here) return here;
    const { host } = new URL(asset.instance);
    throw new EngineError('network', `a file of ${host} is not on this machine`, { host, reason: 'offline' });
  }

  async #find(asset: Asset, open: OpenBody, signal: AbortSignal): Promise<Uint8Array> {
    if (!isImmutable(asset)) return receiveListed(asset, open, signal);
    const look = (): Promise<Uint8Array | undefined> => this.#read(asset);
    const here = await look();
    if (here) return here;
    // Other windows look at the same list at the same time.
    const turn = await this.#leases.acquire(nameOf(asset), { signal, onWaiting: () => undefined, look });
    try {
      const brought = turn.found ?? (await look());
      return brought ?? (await this.#fetch(asset, open, signal));
    } finally {
      await turn.lease?.release();
    }
  }

  /** What cannot be read, or is not as it is listed, can be had again. */
  async #read(asset: Asset): Promise<Uint8Array | undefined> {
    if (!isImmutable(asset)) return undefined;
    const here = await readFile(join(this.#directory, nameOf(asset))).catch(() => undefined);
    return here && here.length === (asset.sizeBytes ?? here.length) && !misfit(asset, here) ? here : undefined;
  }

  async #fetch(asset: Asset, open: OpenBody, signal: AbortSignal): Promise<Uint8Array> {
    const bytes = await receiveListed(asset, open, signal);
    // Where it cannot be kept it is fetched again.
    await this.#keep(join(this.#directory, nameOf(asset)), bytes).catch(() => undefined);
    return bytes;
  }

  async #keep(path: string, bytes: Uint8Array): Promise<void> {
    const temporary = `${path}.${crypto.randomUUID()}`;
    try {
      await inDirectory(this.#directory, () => writeFile(temporary, bytes, { flush: true, mode: 0o600 }));
      await replaceFile(temporary, path, this.#clock);
    } catch (error) {
      await rm(temporary, { force: true });
      throw error;
    }
  }
}

function nameOf(asset: Asset): string {
  return hash('sha256', JSON.stringify([recordKey(asset), asset.upstreamId]));
}

/** @throws EngineError `integrity` where it is not what the server lists, and as `readSmall` */
async function receiveListed(asset: Asset, open: OpenBody, signal: AbortSignal): Promise<Uint8Array> {
  const bytes = await receive(asset, open, signal);
  const wrong = misfit(asset, bytes);
  if (wrong) throw wrong;
  return bytes;
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
  const wholeBytes = asset.sizeBytes ?? opened.sizeBytes ?? sizeBytes;
  if (wholeBytes === sizeBytes) return Buffer.concat(chunks);
  const rule = sizeBytes < wholeBytes ? 'tooShort' : 'tooLong';
  throw new EngineError('badBody', `${sizeBytes} of ${wholeBytes} bytes came from ${host}`, { host, rule });
}

/** The listing of the file against the bytes that came. */
function misfit({ name, digests }: Asset, bytes: Uint8Array): EngineError<'integrity'> | undefined {
  const actual = { sha256: hash('sha256', bytes), sha384: hash('sha384', bytes), sha512: hash('sha512', bytes) };
  const heard = hear({ expected: [{ by: 'listed', digests }], pins: [], findings: NO_FINDINGS }, actual);
  const against = disagreement(heard, actual);
  return against && integrityError({ ...against, source: { ...against.source, file: name } }, heard);
}

function tooLarge(sizeBytes: number): EngineError {
  const facts = { what: 'asset', sizeBytes, limitBytes: SIDECAR_LIMIT_BYTES } as const;
  return new EngineError('tooLarge', `more than ${SIDECAR_LIMIT_BYTES} bytes`, facts);
}
