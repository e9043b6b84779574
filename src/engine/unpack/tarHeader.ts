import { withoutEnd } from '../text.ts';
import { demand } from './fault.ts';

export const BLOCK_BYTES = 512;

/** One header block of a tar file (POSIX.1-2017 pax, "ustar Interchange Format"), as written. */
export interface TarHeader {
  /** Decoded on demand: a longer name may replace one that is cut in the middle of a character. */
  readonly nameBytes: Uint8Array;
  readonly linkBytes: Uint8Array;
  readonly mode: number;
  readonly sizeBytes: number;
  /** One character. */
  readonly type: string;
}

export function isZeroBlock(block: Uint8Array): boolean {
  return block.every((byte) => byte === 0);
}

/** @throws ArchiveFault `corrupt` if the block is not a header */
export function parseTarHeader(block: Buffer): TarHeader {
  const prefix = isUstar(block) ? text(block, 345, 155) : new Uint8Array();
  const name = text(block, 0, 100);
  demand(hasItsSum(block), 'corrupt', 'a header with a bad checksum');
  return {
    nameBytes: prefix.length > 0 ? Buffer.concat([prefix, Buffer.from('/'), name]) : name,
    linkBytes: text(block, 157, 100),
    mode: numeric(block, 100, 8),
    sizeBytes: numeric(block, 124, 12),
    type: String.fromCharCode(block[156] ?? 0),
  };
}

/** GNU's old format uses the place of the prefix for other fields; its magic is "ustar  ". */
function isUstar(block: Buffer): boolean {
  return block.toString('latin1', 257, 263) === 'ustar\0';
}

/** Up to the first NUL. */
function text(block: Buffer, start: number, length: number): Uint8Array {
  const field = block.subarray(start, start + length);
  const end = field.indexOf(0);
  return end < 0 ? field : field.subarray(0, end);
}

/** Octal digits or, with the highest bit set, a binary number, which GNU uses for large ones. */
export function numeric(block: Buffer, start: number, length: number): number {
  const field = block.subarray(start, start + length);
  const first = field[0] ?? 0;
  if (first & 0x80) {
    demand(first === 0x80, 'corrupt', 'a negative number in a header');
    const value = BigInt(`0x${field.subarray(1).toString('hex')}`);
    demand(value <= BigInt(Number.MAX_SAFE_INTEGER), 'tooLarge', 'an impossible number in a header');
    return Number(value);
  }
  const digits = withoutEnd(field.toString('latin1'), '\0 ').trimStart();
  demand(/^[0-7]*$/.test(digits), 'corrupt', 'an invalid number in a header');
  return digits === '' ? 0 : Number.parseInt(digits, 8);
}

/** The sum of all bytes, with spaces in place of the sum itself. Some old writers added signed bytes. */
function hasItsSum(block: Buffer): boolean {
  const stated = numeric(block, 148, 8);
  let unsigned = 8 * 0x20;
  let signed = 8 * 0x20;
  for (const [index, byte] of block.entries()) {
    if (index >= 148 && index < 156) continue;
    unsigned += byte;
    signed += byte > 127 ? byte - 256 : byte;
  }
  return stated === unsigned || stated === signed;
}
