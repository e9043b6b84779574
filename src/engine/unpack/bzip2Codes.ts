import type { BitReader } from './bitReader.ts';
import { ArchiveFault, demand } from './fault.ts';

const MAX_CODE_BITS = 20;
const MAX_SELECTORS = 18_002;

/** Words of up to this many bits, which most are, are looked up in a table. */
const FAST_BITS = 10;

/** One canonical Huffman code: symbols in order of their lengths, and the last word of each length. */
export class Code {
  readonly #symbols: Uint16Array;
  readonly #limits = new Int32Array(MAX_CODE_BITS + 1).fill(-1);
  readonly #offsets = new Int32Array(MAX_CODE_BITS + 1);
  /** By the next bits: a symbol and, in the lowest four bits, the length of its word; 0 for a longer word. */
  readonly #fast = new Uint16Array(1 << FAST_BITS);

  constructor(lengths: readonly number[]) {
    const order = lengths.map((_, symbol) => symbol).sort((a, b) => (lengths[a] ?? 0) - (lengths[b] ?? 0) || a - b);
    this.#symbols = Uint16Array.from(order);
    let word = 0;
    let index = 0;
    for (let length = 1; length <= MAX_CODE_BITS; length += 1) {
      const ofLength = order.filter((symbol) => lengths[symbol] === length);
      this.#offsets[length] = index - word;
      this.#limits[length] = word + ofLength.length - 1;
      index += ofLength.length;
      for (const symbol of ofLength) {
        const spare = FAST_BITS - length;
        if (spare >= 0) this.#fast.fill((symbol << 4) | length, word << spare, (word + 1) << spare);
        word += 1;
      }
      word <<= 1;
    }
  }

  read(bits: BitReader): number {
    const next = bits.peek(MAX_CODE_BITS);
    const fast = this.#fast[next >>> (MAX_CODE_BITS - FAST_BITS)] ?? 0;
    if (fast === 0) return this.#readLong(bits, next);
    bits.drop(fast & 15);
    return fast >>> 4;
  }

  #readLong(bits: BitReader, next: number): number {
    for (let length = FAST_BITS + 1; length <= MAX_CODE_BITS; length += 1) {
      const word = next >>> (MAX_CODE_BITS - length);
      if (word > (this.#limits[length] ?? -1)) continue;
      const symbol = this.#symbols[word + (this.#offsets[length] ?? 0)];
      if (symbol === undefined) break;
      bits.drop(length);
      return symbol;
    }
    throw new ArchiveFault('corrupt', 'an invalid code word');
  }
}

/** The codes of a block, and which of them each group of symbols uses. */
export function readCodes(bits: BitReader, symbolCount: number): { codes: readonly Code[]; selectors: Uint8Array } {
  const codeCount = bits.bits(3);
  const selectorCount = bits.bits(15);
  demand(codeCount >= 2 && codeCount <= 6 && selectorCount > 0, 'corrupt', 'a block without codes');
  const selectors = readSelectors(bits, selectorCount, codeCount);
  const codes = Array.from({ length: codeCount }, () => new Code(readLengths(bits, symbolCount)));
  return { codes, selectors };
}

/** Moved to front, in unary. Some writers add a few that no block needs; those are read and dropped. */
function readSelectors(bits: BitReader, count: number, codeCount: number): Uint8Array {
  const front = Array.from({ length: codeCount }, (_, index) => index);
  const selectors = Uint8Array.from({ length: count }, () => {
    let index = 0;
    while (bits.bit()) index += 1;
    demand(index < codeCount, 'corrupt', 'a missing code');
    const [selector = 0] = front.splice(index, 1);
    front.unshift(selector);
    return selector;
  });
  return selectors.subarray(0, MAX_SELECTORS);
}

/** Each length is the previous one, increased (10) or decreased (11) until a 0. */
function readLengths(bits: BitReader, symbolCount: number): readonly number[] {
  let length = bits.bits(5);
  return Array.from({ length: symbolCount }, () => {
    while (bits.bit()) length += bits.bit() ? -1 : 1;
    demand(length >= 1 && length <= MAX_CODE_BITS, 'corrupt', 'a code is too long');
    return length;
  });
}
