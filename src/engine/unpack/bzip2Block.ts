import type { BitReader } from './bitReader.ts';
import { readCodes } from './bzip2Codes.ts';
import type { Code } from './bzip2Codes.ts';
import { ArchiveFault, demand } from './fault.ts';

/** The number of symbols that share one choice of code. */
const GROUP_SYMBOLS = 50;
const OUTPUT_BYTES = 64 * 1024;

/** Returns a promise to wait for once the event loop has been blocked for long enough, as `pauses` makes it. */
type Pause = () => Promise<void> | undefined;

/**
 * The bytes of one block, whose header was read already. A block takes a large part of a second, so decoding yields to other
 * work. Throws at the end if the check fails.
 */
export async function* readBlock(
  bits: BitReader,
  maxSymbols: number,
  crc: number,
  pause: Pause,
): AsyncGenerator<Uint8Array> {
  demand(!bits.bit(), 'unsupported', 'a bzip2 0.9 block');
  const start = bits.bits(24);
  const used = readUsedBytes(bits);
  const { codes, selectors } = readCodes(bits, used.length + 2);
  const last = await readSymbols(bits, { used, codes, selectors, pause }, maxSymbols);
  demand(start < last.length, 'corrupt', 'the start of a block lies outside it');
  const next = untransform(last);
  await pause();
  for (const bytes of expandRuns(next, start, crc)) {
    yield bytes;
    await pause();
  }
}

/** The byte values that occur, in order: a map of 16 rows, then one of the 16 values in each row that is used. */
function readUsedBytes(bits: BitReader): Uint8Array {
  const rows = bits.bits(16);
  const used: number[] = [];
  for (let row = 0; row < 16; row += 1) {
    const columns = rows & (0x8000 >> row) ? bits.bits(16) : 0;
    for (let column = 0; column < 16; column += 1) if (columns & (0x8000 >> column)) used.push(row * 16 + column);
  }
  demand(used.length > 0, 'corrupt', 'a block without bytes');
  return Uint8Array.from(used);
}

interface SymbolTables {
  readonly used: Uint8Array;
  readonly codes: readonly Code[];
  readonly selectors: Uint8Array;
  readonly pause: Pause;
}

/** Undoes Huffman coding, move-to-front and runs of the front byte: the last column of the block's sorted rotations. */
async function readSymbols(bits: BitReader, tables: SymbolTables, maxSymbols: number): Promise<Uint8Array> {
  const { used, codes, selectors, pause } = tables;
  const out = new Uint8Array(maxSymbols);
  const front = Uint8Array.from(used);
  const end = used.length + 1;
  let length = 0;
  let weight = 1;
  for (const selector of selectors) {
    const code = codes[selector];
    if (!code) break;
    for (let left = GROUP_SYMBOLS; left > 0; left -= 1) {
      const symbol = code.read(bits);
      if (symbol === end) return out.subarray(0, length);
      if (symbol <= 1) {
        // A run's length is written in digits of 1 and 2, lowest first.
        const run = weight << symbol;
        demand(length + run <= maxSymbols && weight <= maxSymbols, 'corrupt', 'a block is too long');
        out.fill(front[0] ?? 0, length, length + run);
        length += run;
        weight *= 2;
      } else {
        demand(length < maxSymbols, 'corrupt', 'a block is too long');
        weight = 1;
        const byte = front[symbol - 1] ?? 0;
        front.copyWithin(1, 0, symbol - 1);
        front[0] = byte;
        out[length] = byte;
        length += 1;
      }
    }
    const turn = pause();
    if (turn) await turn;
  }
  throw new ArchiveFault('corrupt', 'a block does not end');
}

/**
 * For each position, that of its successor (upper 24 bits) and the byte there (lower 8): the inverse Burrows-Wheeler
 * transform.
 */
function untransform(last: Uint8Array): Uint32Array {
  const starts = new Uint32Array(257);
  for (const byte of last) starts[byte + 1] = (starts[byte + 1] ?? 0) + 1;
  for (let byte = 0; byte < 256; byte += 1) starts[byte + 1] = (starts[byte + 1] ?? 0) + (starts[byte] ?? 0);
  const next = new Uint32Array(last.length);
  for (let at = 0; at < last.length; at += 1) {
    const byte = last[at] ?? 0;
    const index = starts[byte] ?? 0;
    starts[byte] = index + 1;
    next[index] = (at << 8) | byte;
  }
  return next;
}

/** Four equal bytes are followed by the number of further ones. */
function* expandRuns(next: Uint32Array, start: number, crc: number): Generator<Uint8Array> {
  let out = new Uint8Array(OUTPUT_BYTES);
  let [filled, check, run, previous] = [0, 0xffffffff, 0, -1];
  let at = start;
  for (let left = next.length; left > 0; left -= 1) {
    const entry = next[at] ?? 0;
    at = entry >>> 8;
    const byte = entry & 0xff;
    const isCount = run === 4;
    const value = isCount ? previous : byte;
    for (let copies = isCount ? byte : 1; copies > 0; copies -= 1) {
      check = (check << 8) ^ (CRC[(check >>> 24) ^ value] ?? 0);
      out[filled] = value;
      filled += 1;
      if (filled === OUTPUT_BYTES) {
        yield out;
        out = new Uint8Array(OUTPUT_BYTES);
        filled = 0;
      }
    }
    run = isCount ? 0 : byte === previous ? run + 1 : 1;
    previous = isCount ? -1 : byte;
  }
  yield out.subarray(0, filled);
  demand(~check >>> 0 === crc, 'corrupt', 'the checksum of a block is wrong');
}

/** CRC-32 with the highest bit first, as bzip2 uses it. */
const CRC = Uint32Array.from({ length: 256 }, (_, byte) => {
  let value = byte << 24;
  for (let bit = 0; bit < 8; bit += 1) value = value & 0x80000000 ? (value << 1) ^ 0x04c11db7 : value << 1;
  return value >>> 0;
});
