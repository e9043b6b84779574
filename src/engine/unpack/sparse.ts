import type { ByteReader } from './byteReader.ts';
import { demand } from './fault.ts';
import { BLOCK_BYTES, numeric } from './tarHeader.ts';

/** A piece of a sparse file that the archive contains; between the pieces are zeros. */
interface Piece {
  readonly offset: number;
  readonly sizeBytes: number;
}

/** A file that the archive stores without its holes. */
export interface SparseFile {
  readonly pieces: readonly Piece[];
  /** Including its holes. */
  readonly sizeBytes: number;
}

/** What GNU tar's pax records say about a sparse file, in its formats 0.0, 0.1 and 1.0 ("Storing Sparse Files"). */
export interface SparseRecords {
  readonly name?: string;
  readonly sizeBytes: number;
  /** Offsets and sizes in turn; in format 1.0 they come before the data. */
  readonly map?: readonly number[];
}

/** Holes of a real file are large; a map of more pieces would be longer than what it saves. */
const MAX_PIECES = 100_000;
const ZEROS = Buffer.alloc(64 * 1024);

/** The map of GNU's old format, which begins in the entry's header and continues in blocks of its own. */
export async function readOldMap(header: Buffer, reader: ByteReader): Promise<SparseFile> {
  const numbers = numbersIn(header, 386, 4);
  for (let extended = header[482] === 1; extended;) {
    demand(numbers.length < 2 * MAX_PIECES, 'tooMany', 'a sparse file with too many pieces');
    const block = await reader.exactly(BLOCK_BYTES);
    numbers.push(...numbersIn(block, 0, 21));
    extended = block[504] === 1;
  }
  return sparseFile(numbers, numeric(header, 483, 12));
}

function numbersIn(block: Buffer, start: number, count: number): number[] {
  const pairs = Array.from({ length: count }, (_, index) => start + index * 24);
  const used = pairs.filter((at) => block[at] !== 0);
  return used.flatMap((at) => [numeric(block, at, 12), numeric(block, at + 12, 12)]);
}

/**
 * The map before the data in format 1.0: decimal numbers, one a line, padded to a block.
 * @returns the map, and how many bytes of the entry it took
 */
export async function readLeadingMap(
  reader: ByteReader,
  sizeBytes: number,
): Promise<{ readonly map: readonly number[]; readonly taken: number }> {
  const map: number[] = [];
  let [expected, line, taken] = [1, '', 0];
  while (map.length < expected) {
    demand(taken + BLOCK_BYTES <= sizeBytes, 'corrupt', 'the map of a sparse file is truncated');
    for (const byte of await reader.exactly(BLOCK_BYTES)) {
      if (map.length === expected) break;
      if (byte !== 0x0a) line += String.fromCharCode(byte);
      demand(line.length <= 15, 'corrupt', 'the map of a sparse file is damaged');
      if (byte !== 0x0a) continue;
      map.push(wholeNumber(line));
      line = '';
      if (map.length === 1) expected = 1 + 2 * (map[0] ?? 0);
      demand(expected <= 1 + 2 * MAX_PIECES, 'tooMany', 'a sparse file with too many pieces');
    }
    taken += BLOCK_BYTES;
  }
  return { map: map.slice(1), taken };
}

/** `0,512,4096,512`, as in format 0.1. */
export function parseMap(text: string): readonly number[] {
  return text === '' ? [] : text.split(',').map(wholeNumber);
}

export function wholeNumber(text: string): number {
  demand(/^\d{1,15}$/.test(text), 'corrupt', 'the map of a sparse file is damaged');
  return Number(text);
}

/** @param numbers offsets and sizes in turn */
export function sparseFile(numbers: readonly number[], sizeBytes: number): SparseFile {
  demand(numbers.length % 2 === 0, 'corrupt', 'the map of a sparse file is damaged');
  demand(numbers.length <= 2 * MAX_PIECES, 'tooMany', 'a sparse file with too many pieces');
  const pieces: Piece[] = [];
  let end = 0;
  for (let at = 0; at < numbers.length; at += 2) {
    const piece = { offset: numbers[at] ?? 0, sizeBytes: numbers[at + 1] ?? 0 };
    demand(piece.offset >= end, 'ambiguous', 'pieces of a sparse file overlap');
    end = piece.offset + piece.sizeBytes;
    pieces.push(piece);
  }
  demand(end <= sizeBytes, 'ambiguous', 'a piece of a sparse file lies beyond its end');
  return { pieces, sizeBytes };
}

/** How many bytes of the file the archive contains. */
export function packedBytes({ pieces }: SparseFile): number {
  return pieces.reduce((sum, piece) => sum + piece.sizeBytes, 0);
}

/** The whole file. @param takeHole is called for every hole before its zeros, and may refuse it */
export async function* withHoles(
  { pieces, sizeBytes }: SparseFile,
  reader: ByteReader,
  takeHole: (sizeBytes: number) => void,
): AsyncGenerator<Uint8Array> {
  let at = 0;
  for (const piece of [...pieces, { offset: sizeBytes, sizeBytes: 0 }]) {
    takeHole(piece.offset - at);
    for (let left = piece.offset - at; left > 0; left -= ZEROS.length) yield ZEROS.subarray(0, left);
    yield* reader.pieces(piece.sizeBytes);
    at = piece.offset + piece.sizeBytes;
  }
}
