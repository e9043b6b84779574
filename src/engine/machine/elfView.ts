import type { RangeReader } from './program.ts';

/** One program header of an ELF file. */
export interface Segment {
  readonly type: number;
  readonly offset: number;
  readonly address: number;
  readonly fileSize: number;
}

/** More program headers than any linker writes. */
const MAX_SEGMENTS = 256;

/** An ELF file of either class and byte order, read in pieces. */
export class ElfView {
  readonly bits: 32 | 64;
  readonly #start: Buffer;
  readonly #isLittle: boolean;
  readonly #reader: RangeReader;

  /** `undefined` if the first bytes are too few or inconsistent. */
  static open(start: Buffer, reader: RangeReader): ElfView | undefined {
    const [wide, order] = [start[4], start[5]];
    if ((wide !== 1 && wide !== 2) || (order !== 1 && order !== 2)) return undefined;
    return start.length < (wide === 2 ? 64 : 52) ? undefined : new ElfView(start, reader);
  }

  private constructor(start: Buffer, reader: RangeReader) {
    this.#start = start;
    this.#reader = reader;
    this.bits = start[4] === 2 ? 64 : 32;
    this.#isLittle = start[5] === 1;
  }

  get order(): 'le' | 'be' {
    return this.#isLittle ? 'le' : 'be';
  }

  get osAbi(): number {
    return this.#start[7] ?? 0;
  }

  get type(): number {
    return this.u16(this.#start, 16);
  }

  get machine(): number {
    return this.u16(this.#start, 18);
  }

  read(offset: number, length: number): Promise<Buffer> {
    return this.#reader.read(offset, length);
  }

  /** The program headers, or `undefined` if they are incomplete. */
  async segments(): Promise<readonly Segment[] | undefined> {
    const [offset, size, count] =
      this.bits === 64
        ? [this.word(this.#start, 32), this.u16(this.#start, 54), this.u16(this.#start, 56)]
        : [this.word(this.#start, 28), this.u16(this.#start, 42), this.u16(this.#start, 44)];
    if (count > MAX_SEGMENTS || size < (this.bits === 64 ? 56 : 32)) return undefined;
    const table = await this.read(offset, size * count);
    if (table.length < size * count) return undefined;
    return Array.from({ length: count }, (_, index) => this.#segment(table.subarray(index * size)));
  }

  #segment(at: Buffer): Segment {
    const [offset, address, fileSize] = this.bits === 64 ? [8, 16, 32] : [4, 8, 16];
    return {
      type: this.u32(at, 0),
      offset: this.word(at, offset),
      address: this.word(at, address),
      fileSize: this.word(at, fileSize),
    };
  }

  u16(bytes: Buffer, at: number): number {
    return this.#isLittle ? bytes.readUInt16LE(at) : bytes.readUInt16BE(at);
  }

  u32(bytes: Buffer, at: number): number {
    return this.#isLittle ? bytes.readUInt32LE(at) : bytes.readUInt32BE(at);
  }

  /** A number as wide as the class: values beyond 2^53 are rounded, but lie outside every file anyway. */
  word(bytes: Buffer, at: number): number {
    if (this.bits === 32) return this.u32(bytes, at);
    return Number(this.#isLittle ? bytes.readBigUInt64LE(at) : bytes.readBigUInt64BE(at));
  }
}
