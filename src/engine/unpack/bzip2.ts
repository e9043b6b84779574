import { BitReader } from './bitReader.ts';
import { readBlock } from './bzip2Block.ts';
import { ByteReader } from './byteReader.ts';
import { demand } from './fault.ts';
import { pauses } from '../slices.ts';

const STREAM = 0x425a68; // "BZh"
/** A block begins with the digits of pi, a stream ends with those of its square root. */
const BLOCK = 0x314159265359;
const END = 0x177245385090;

/** No block has more bytes for each of its symbols (codes of at most 20 bits), and its tables are smaller than this. */
const MAX_BYTES_PER_SYMBOL = 2.5;
const MAX_TABLE_BYTES = 64 * 1024;

/**
 * Decompresses bzip2, including concatenated streams, and checks each block and stream. Written here because the libraries
 * for it are slow, unmaintained or lenient at the end of a file. Blocks are decoded whole, which takes at most 10 MB.
 */
export async function* readBzip2(source: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  const input = new BlockInput(source);
  try {
    do yield* readStream(input);
    while (await input.more());
  } finally {
    await input.close();
  }
}

async function* readStream(input: BlockInput): AsyncGenerator<Uint8Array> {
  const { bits } = input;
  await input.ensure(4);
  demand(bits.bits(24) === STREAM, 'corrupt', 'not a bzip2 stream');
  const level = bits.bits(8) - 0x30;
  demand(level >= 1 && level <= 9, 'corrupt', 'not a bzip2 stream');
  const maxSymbols = level * 100_000;
  const pause = pauses();
  let combined = 0;
  for (;;) {
    await input.ensure(maxSymbols * MAX_BYTES_PER_SYMBOL + MAX_TABLE_BYTES);
    const mark = bits.bits(24) * 0x1000000 + bits.bits(24);
    const crc = bits.word();
    if (mark === END) {
      demand(crc === combined >>> 0, 'corrupt', 'the checksum of a stream is wrong');
      return bits.align();
    }
    demand(mark === BLOCK, 'corrupt', 'not a bzip2 block');
    yield* readBlock(bits, maxSymbols, crc, pause);
    combined = ((combined << 1) | (combined >>> 31)) ^ crc;
  }
}

/** Buffers enough input to decode a block without waiting. */
class BlockInput {
  readonly bits = new BitReader();
  readonly #reader: ByteReader;

  constructor(source: AsyncIterable<Uint8Array>) {
    this.#reader = new ByteReader(source);
  }

  /** Makes that many bytes available, or all there are. */
  async ensure(byteCount: number): Promise<void> {
    const rest = this.bits.rest();
    if (rest.length >= byteCount || (await this.#reader.atEnd())) return;
    const buffer = Buffer.allocUnsafe(byteCount);
    buffer.set(rest);
    const filled = await this.#reader.fill(buffer.subarray(rest.length));
    this.bits.feed(buffer.subarray(0, rest.length + filled));
  }

  /** Whether anything follows. Only between streams, which begin at whole bytes. */
  async more(): Promise<boolean> {
    return this.bits.rest().length > 0 || !(await this.#reader.atEnd());
  }

  close(): Promise<void> {
    return this.#reader.close();
  }
}
