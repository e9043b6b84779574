import { createZstdDecompress } from 'node:zlib';
import { ByteReader } from './byteReader.ts';
import { through } from './decompress.ts';
import { demand } from './fault.ts';

const FRAME = 0xfd2fb528;
const SKIPPABLE = 0x184d2a50;
const FRAME_ID_BYTES = [0, 1, 2, 4];
const FRAME_SIZE_BYTES = [0, 2, 4, 8];
/** The limit of Node and of the zstd command line. */
const MAX_WINDOW_BYTES = 128 * 1024 * 1024;

/**
 * Zstandard (RFC 8878). Node's decompressor stops silently after the first frame, even a skippable one, so frames are
 * separated here by their block headers, and each goes through its own decompressor.
 */
export async function* readZstd(source: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  const reader = new ByteReader(source);
  try {
    demand(!(await reader.atEnd()), 'corrupt', 'it is empty');
    while (!(await reader.atEnd())) {
      const magic = await reader.exactly(4);
      const number = magic.readUInt32LE();
      if ((number & 0xfffffff0) >>> 0 === SKIPPABLE) await reader.skip((await reader.exactly(4)).readUInt32LE());
      else {
        demand(number === FRAME, 'corrupt', 'not a zstd frame');
        yield* through(framePieces(reader, magic), createZstdDecompress());
      }
    }
  } finally {
    await reader.close();
  }
}

async function* framePieces(reader: ByteReader, magic: Uint8Array): AsyncGenerator<Uint8Array> {
  yield magic;
  const descriptor = await reader.exactly(1);
  yield descriptor;
  const flags = descriptor[0] ?? 0;
  const single = (flags & 0x20) !== 0;
  const sizeBytes = FRAME_SIZE_BYTES[flags >> 6] ?? 0;
  if (!single) {
    const window = await reader.exactly(1);
    demand(windowOf(window[0] ?? 0) <= MAX_WINDOW_BYTES, 'unsupported', 'it needs a window above 128 MiB');
    yield window;
  }
  yield reader.exactly((FRAME_ID_BYTES[flags & 3] ?? 0) + (single ? sizeBytes || 1 : sizeBytes));
  for (let last = false; !last;) {
    const header = await reader.exactly(3);
    yield header;
    const number = header.readUIntLE(0, 3);
    last = (number & 1) === 1;
    const isRun = ((number >> 1) & 3) === 1;
    yield* copies(reader.pieces(isRun ? 1 : number >> 3));
  }
  if (flags & 4) yield reader.exactly(4);
}

/** Three bits of eighths above a power of two (section 3.1.1.1.2). */
function windowOf(descriptor: number): number {
  const base = 2 ** (10 + (descriptor >> 3));
  return base + (base / 8) * (descriptor & 7);
}

/** The pieces are views that the decompressor may still hold when the next one is read. */
async function* copies(pieces: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  for await (const piece of pieces) yield Buffer.from(piece);
}
