import { pipeline } from 'node:stream';
import type { Transform } from 'node:stream';
import { createGunzip, createInflateRaw } from 'node:zlib';
import type { Compression } from './archiveFormat.ts';
import { freeBuffer } from '../freeBuffer.ts';
import { ArchiveFault, demand } from './fault.ts';

/** Fewer, larger steps through the thread pool; each step is one write of a file. */
const CHUNK_BYTES = 256 * 1024;

/** The bytes of a compressed file, and its compressed size in bytes. */
interface Compressed {
  readonly bytes: AsyncIterable<Uint8Array>;
  readonly sizeBytes: number;
}

/**
 * The decompressed bytes, with their checksums checked. A stream that is truncated, damaged or followed by anything but
 * another stream of its kind is refused, at its end at the latest.
 * @throws ArchiveFault `corrupt`, `ambiguous`
 */
export async function* decompress(source: Compressed, compression: Compression): AsyncGenerator<Uint8Array> {
  switch (compression) {
    case 'none':
      return yield* source.bytes;
    case 'gz':
      return yield* throughAll(source, createGunzip({ chunkSize: CHUNK_BYTES }));
    case 'zst':
      return yield* (await import('./zstd.ts')).readZstd(source.bytes);
    case 'bz2':
      return yield* (await import('./bzip2.ts')).readBzip2(source.bytes);
    case 'xz':
      return yield* (await import('./xz.ts')).readXz(source.bytes);
  }
}

/** One raw deflate stream, which must use all of its bytes. */
export function inflate(source: Compressed): AsyncGenerator<Uint8Array> {
  return throughAll(source, createInflateRaw({ chunkSize: CHUNK_BYTES }));
}

/** Runs a transform of node:zlib, which stops silently where its stream ends, so the bytes it used are counted. */
async function* throughAll(
  { bytes, sizeBytes }: Compressed,
  transform: Transform & { readonly bytesWritten: number },
): AsyncGenerator<Uint8Array> {
  yield* through(bytes, transform);
  demand(transform.bytesWritten === sizeBytes, 'ambiguous', 'data after the compressed data');
}

/** Runs a decompressing transform, whose failures mean damaged data. A chunk is emptied when the next one is wanted. */
export async function* through(bytes: AsyncIterable<Uint8Array>, transform: Transform): AsyncGenerator<Uint8Array> {
  let sourceError: unknown;
  const watched = watch(bytes, (error) => (sourceError = error));
  pipeline(watched, transform, () => undefined);
  try {
    for await (const chunk of transform as AsyncIterable<Buffer>) {
      yield chunk;
      freeBuffer(chunk);
    }
  } catch (cause) {
    // An error of the source arrives here too, unchanged.
    if (cause === sourceError) throw cause;
    throw new ArchiveFault('corrupt', 'the compressed data is damaged or truncated', { cause });
  }
}

async function* watch(bytes: AsyncIterable<Uint8Array>, onError: (error: unknown) => void): AsyncGenerator<Uint8Array> {
  try {
    yield* bytes;
  } catch (error) {
    onError(error);
    throw error;
  }
}
