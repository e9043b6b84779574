import { hash } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { inDirectory, replaceWith } from '../disk.ts';
import { EngineError, isEngineError } from '../errors.ts';
import { readLimited } from '../limitedFile.ts';
import { isImmutable, recordKey } from '../model.ts';
import type { Asset } from '../model.ts';
import type { Clock, OpenBody } from '../ports.ts';
import { disagreement, integrityError, compareDigests } from '../verify/expectedDigests.ts';
import { NO_FINDINGS } from '../findings.ts';
import { SIDECAR_LIMIT_BYTES } from '../verify/sidecarText.ts';
import { SingleFlight } from './singleFlight.ts';
import { layoutOf } from './cacheLayout.ts';
import { Leases } from './lease.ts';

/** How often a file is requested while its body breaks. */
const TRIES = 2;
/** A kept file starts with the digest of the bytes as they were fetched. */
const HEADER = /^sha256 ([0-9a-f]{64})\n/;
const HEADER_BYTES = 'sha256 '.length + 64 + 1;

/** How to fetch a file, and when the waiter gives up. */
interface Fetching {
  readonly open: OpenBody;
  readonly signal: AbortSignal;
  /** Whether it is fetched whatever is kept. */
  readonly refetch?: boolean;
}

export interface EvidenceBytes {
  /** Shared: read only. */
  readonly bytes: Uint8Array;
  /** Whether they were kept from an earlier time. */
  readonly fromDisk: boolean;
}

/**
 * Checksum and signature files: small, read whole, kept apart from downloads so that evidence can be checked again without a
 * connection. Only what never changes under its upstream id is kept, together with its digest: a file that rotted on disk,
 * or that a power cut left half written, is fetched again, so none is synced.
 */
export class EvidenceFiles {
  readonly #directory: string;
  readonly #leases: Leases;
  readonly #clock: Clock;
  readonly #flights = new SingleFlight<string, EvidenceBytes>();

  constructor(directory: string, clock: Clock) {
    const layout = layoutOf(directory);
    this.#directory = layout.evidence;
    this.#leases = new Leases(layout.leases, clock);
    this.#clock = clock;
  }

  /**
   * Returns the file, from disk or through `open`. Rejects with the signal's reason on abort.
   * @throws EngineError `tooLarge` beyond 1 MiB, `badBody`, `integrity` if it differs from its listing, and what `open`
   * throws
   */
  async get(asset: Asset, { open, signal, refetch = false }: Fetching): Promise<EvidenceBytes> {
    const run = (stop: AbortSignal): Promise<EvidenceBytes> =>
      refetch ? this.#fetch(asset, open, stop) : this.#find(asset, open, stop);
    return this.#flights.join(JSON.stringify([keyOf(asset), refetch]), run, signal);
  }

  /** Aborts all running fetches: their waiters get `reason`. Resolves once everything has stopped. */
  close(reason: unknown): Promise<void> {
    return this.#flights.abortAll(reason);
  }

  /** Returns the file from disk. @throws EngineError `network` if it is missing or has changed */
  async stored(asset: Asset): Promise<EvidenceBytes> {
    const here = await this.#read(asset);
    if (here) return here;
    const { host } = new URL(asset.instance);
    throw new EngineError('network', `a file of ${host} is not on this machine`, { host, reason: 'offline' });
  }

  async #find(asset: Asset, open: OpenBody, signal: AbortSignal): Promise<EvidenceBytes> {
    if (!isImmutable(asset)) return this.#fetch(asset, open, signal);
    const look = (): Promise<EvidenceBytes | undefined> => this.#read(asset);
    const here = await look();
    if (here) return here;
    // Other windows read the same list at the same time.
    const turn = await this.#leases.acquire(keyOf(asset), { signal, onWaiting: () => undefined, look });
    try {
      const brought = turn.found ?? (await look());
      return brought ?? (await this.#fetch(asset, open, signal));
    } finally {
      await turn.lease?.release();
    }
  }

  /** A file that is unreadable, damaged or different from its listing can be fetched again. */
  async #read(asset: Asset): Promise<EvidenceBytes | undefined> {
    if (!isImmutable(asset)) return undefined;
    const file = await readLimited(this.#pathOf(asset), HEADER_BYTES + SIDECAR_LIMIT_BYTES).catch(() => undefined);
    const bytes = file?.ok ? contentOf(file.bytes) : undefined;
    if (!bytes || bytes.length !== (asset.sizeBytes ?? bytes.length) || misfit(asset, bytes)) return undefined;
    return { bytes, fromDisk: true };
  }

  async #fetch(asset: Asset, open: OpenBody, signal: AbortSignal): Promise<EvidenceBytes> {
    const bytes = await receiveListed(asset, open, signal);
    // If it cannot be stored, it is fetched again.
    if (isImmutable(asset)) await this.#keep(this.#pathOf(asset), bytes).catch(() => undefined);
    return { bytes, fromDisk: false };
  }

  /** Versions up to 0.1 kept files without their digest, under names without an ending. */
  #pathOf(asset: Asset): string {
    return join(this.#directory, `${keyOf(asset)}.kept`);
  }

  async #keep(path: string, bytes: Uint8Array): Promise<void> {
    const file = Buffer.concat([Buffer.from(`sha256 ${hash('sha256', bytes)}\n`), bytes]);
    await replaceWith(path, this.#clock, (temporary) =>
      inDirectory(this.#directory, () => writeFile(temporary, file, { mode: 0o600 })),
    );
  }
}

function keyOf(asset: Asset): string {
  return hash('sha256', JSON.stringify([recordKey(asset), asset.upstreamId]));
}

/** The kept bytes, or `undefined` if a single bit of them changed. */
function contentOf(file: Buffer): Uint8Array | undefined {
  const [, sha256] = HEADER.exec(file.toString('latin1', 0, HEADER_BYTES)) ?? [];
  const bytes = file.subarray(HEADER_BYTES);
  return hash('sha256', bytes) === sha256 ? bytes : undefined;
}

/** @throws EngineError `integrity` if it differs from the server's listing, and as `readSmall` */
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

/** Compares the file's listing with the received bytes. */
function misfit({ name, digests }: Asset, bytes: Uint8Array): EngineError<'integrity'> | undefined {
  const actual = { sha256: hash('sha256', bytes), sha384: hash('sha384', bytes), sha512: hash('sha512', bytes) };
  const comparison = compareDigests({ identity: [{ by: 'listed', digests }], pins: [], findings: NO_FINDINGS }, actual);
  const against = disagreement(comparison, actual);
  return against && integrityError({ ...against, source: { ...against.source, file: name } }, comparison);
}

function tooLarge(sizeBytes: number): EngineError {
  const facts = { what: 'asset', sizeBytes, limitBytes: SIDECAR_LIMIT_BYTES } as const;
  return new EngineError('tooLarge', `more than ${SIDECAR_LIMIT_BYTES} bytes`, facts);
}
