import type { Asset } from '../../src/engine/model.ts';
import type { OpenBody } from '../../src/engine/ports.ts';
import type { FakeClock } from '../support/fakeClock.ts';
import { attachmentOf, packageFileOf, someBytes } from '../support/fakeOrigin.ts';

/** A file on the server. */
export interface ServedFile {
  readonly asset: Asset;
  readonly bytes: Buffer;
}

const attachment = (seed: number, sizeBytes: number): ServedFile => {
  const bytes = someBytes(sizeBytes, seed);
  return { bytes, asset: attachmentOf(bytes, { upstreamId: `uuid ${seed}`, name: `tool-${seed}.bin` }) };
};
const packageFile = (seed: number, sizeBytes: number): ServedFile => {
  const bytes = someBytes(sizeBytes, seed);
  return { bytes, asset: packageFileOf(bytes) };
};

/** Longer than one batch of writing. */
export const LARGE = attachment(1, 2_200_000);
export const SMALL = attachment(2, 40_000);
export const OTHER = attachment(3, 30_000);
/** The same bytes as `SMALL`, under another id. */
export const TWIN: ServedFile = { bytes: SMALL.bytes, asset: { ...SMALL.asset, upstreamId: 'uuid twin' } };
/** Two uploads under one name. */
export const BEFORE = packageFile(4, 50_000);
export const AFTER = packageFile(5, 60_000);

export const FILES: readonly ServedFile[] = [LARGE, SMALL, OTHER, TWIN, BEFORE, AFTER];

const CHUNKS = 4;

/** Serves a file in pieces. Time passes between them, so that heartbeats and saves of the progress become due. */
export function serve({ bytes }: ServedFile, clock?: FakeClock, chunks = CHUNKS): OpenBody {
  return async (range, signal) => {
    const offsetBytes = range?.offsetBytes ?? 0;
    const chunkBytes = Math.ceil(bytes.byteLength / CHUNKS);
    const body = async function* (): AsyncGenerator<Uint8Array> {
      for (let at = offsetBytes, sent = 0; at < bytes.byteLength; at += chunkBytes, sent += 1) {
        signal.throwIfAborted();
        if (sent === chunks) await forever(signal);
        yield bytes.subarray(at, Math.min(at + chunkBytes, bytes.byteLength));
        await clock?.advance(6000);
      }
    };
    await Promise.resolve();
    return { offsetBytes, sizeBytes: bytes.byteLength, validator: '"v1"', body: body(), discard: () => undefined };
  };
}

/** Serves that many pieces, then stalls. */
export function serveSome(file: ServedFile, chunks: number): OpenBody {
  return serve(file, undefined, chunks);
}

function forever(signal: AbortSignal): Promise<never> {
  return new Promise((_resolve, reject) => {
    signal.addEventListener('abort', () => reject(signal.reason as Error), { once: true });
  });
}
