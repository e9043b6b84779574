import { BLOCK_BYTES } from '../unpack/tarHeader.ts';

/** The same for every file, so that the same content makes the same archive: 1980-01-01, before which some programs warn. */
const MTIME_S = 315_532_800;
const MAX_NAME_BYTES = 100;
/** The largest number in eleven octal digits; GNU's binary form holds larger ones. */
const MAX_OCTAL = 8 ** 11;

/** The ustar header of a plain file without an owner. @throws {RangeError} for a name of more than 100 bytes */
export function tarHeader(name: string, sizeBytes: number): Buffer {
  const block = Buffer.alloc(BLOCK_BYTES);
  if (Buffer.byteLength(name) > MAX_NAME_BYTES) throw new RangeError(`${name} is too long for a tar header`);
  block.write(name, 0);
  block.write(octal(0o644, 8), 100);
  block.write(octal(0, 8), 108);
  block.write(octal(0, 8), 116);
  writeSize(block, sizeBytes);
  block.write(octal(MTIME_S, 12), 136);
  block.write('        ', 148);
  block.write('0', 156);
  block.write('ustar\u000000', 257);
  const sum = block.reduce((total, byte) => total + byte, 0);
  block.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148);
  return block;
}

/** The padding of a file's last block. */
export function tarPadding(sizeBytes: number): Buffer {
  return Buffer.alloc((BLOCK_BYTES - (sizeBytes % BLOCK_BYTES)) % BLOCK_BYTES);
}

/** The two blocks of zeros that end an archive. */
export function tarEnd(): Buffer {
  return Buffer.alloc(2 * BLOCK_BYTES);
}

function writeSize(block: Buffer, sizeBytes: number): void {
  if (sizeBytes < MAX_OCTAL) return void block.write(octal(sizeBytes, 12), 124);
  block[124] = 0x80;
  block.writeBigUInt64BE(BigInt(sizeBytes), 128);
}

function octal(value: number, length: number): string {
  return `${value.toString(8).padStart(length - 1, '0')}\0`;
}
