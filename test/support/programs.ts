/** Programs built byte by byte, as small as their formats allow. */

interface ElfParts {
  readonly machine: number;
  readonly bits?: 32 | 64;
  readonly isLittle?: boolean;
  readonly type?: number;
  readonly osAbi?: number;
  readonly interpreter?: string;
  /** The owner of a note, which names the system. */
  readonly note?: string;
  /** Versions of a library that the program needs, such as `GLIBC_2.34`. */
  readonly versions?: readonly string[];
}

const [PT_LOAD, PT_DYNAMIC, PT_INTERP, PT_NOTE] = [1, 2, 3, 4];

/** The first address. It is not 0, so that confusing an address with an offset is noticed. */
const BASE = 0x40_0000;

export function elf(parts: ElfParts): Buffer {
  const writer = new ElfWriter(parts.bits ?? 64, parts.isLittle ?? true);
  const segments: (readonly [type: number, offset: number, size: number])[] = [];
  const add = (type: number, bytes: Buffer): void => {
    segments.push([type, writer.append(bytes), bytes.length]);
  };
  if (parts.interpreter !== undefined) add(PT_INTERP, Buffer.from(`${parts.interpreter}\0`));
  if (parts.note !== undefined) add(PT_NOTE, Buffer.concat([Buffer.alloc(12), Buffer.from(`${parts.note}\0`)]));
  if (parts.versions) add(PT_DYNAMIC, writer.dynamic(parts.versions));
  segments.push([PT_LOAD, 0, writer.size]);
  return writer.finish(parts, segments);
}

class ElfWriter {
  readonly #bits: 32 | 64;
  readonly #isLittle: boolean;
  readonly #start = 0x400;
  readonly #chunks: Buffer[] = [];
  size = 0x400;

  constructor(bits: 32 | 64, isLittle: boolean) {
    this.#bits = bits;
    this.#isLittle = isLittle;
  }

  append(bytes: Buffer): number {
    const at = this.size;
    this.#chunks.push(bytes);
    this.size += bytes.length;
    return at;
  }

  /** The dynamic segment, with the names and the version needs that it points to. */
  dynamic(versions: readonly string[]): Buffer {
    const names = this.append(Buffer.from(`\0${versions.join('\0')}\0`));
    const offsets = versions.map((_, index) => 1 + versions.slice(0, index).join('\0').length + (index > 0 ? 1 : 0));
    const need = Buffer.concat([this.#u16(1), this.#u16(versions.length), this.#u32(0), this.#u32(16), this.#u32(0)]);
    const auxiliary = offsets.map((offset, index) =>
      Buffer.concat([
        this.#u32(0),
        this.#u16(0),
        this.#u16(0),
        this.#u32(offset),
        this.#u32(index === offsets.length - 1 ? 0 : 16),
      ]),
    );
    const needs = this.append(Buffer.concat([need, ...auxiliary]));
    const entries = [
      [5, BASE + names],
      [0x6fff_fffe, BASE + needs],
      [0, 0],
    ];
    return Buffer.concat(entries.flat().map((value) => this.#word(value)));
  }

  finish({ machine, type = 3, osAbi = 0 }: ElfParts, segments: readonly (readonly [number, number, number])[]): Buffer {
    const is64 = this.#bits === 64;
    const ident = Buffer.from([
      0x7f,
      0x45,
      0x4c,
      0x46,
      is64 ? 2 : 1,
      this.#isLittle ? 1 : 2,
      1,
      osAbi,
      0,
      0,
      0,
      0,
      0,
      0,
      0,
      0,
    ]);
    const headerSize = is64 ? 64 : 52;
    const header = Buffer.concat([
      ident,
      this.#u16(type),
      this.#u16(machine),
      this.#u32(1),
      this.#word(0),
      this.#word(headerSize),
      this.#word(0),
      this.#u32(0),
      ...[headerSize, is64 ? 56 : 32, segments.length, 0, 0, 0].map((value) => this.#u16(value)),
    ]);
    const table = segments.map((segment) => this.#segment(...segment));
    const start = Buffer.concat([header, ...table]);
    return Buffer.concat([start, Buffer.alloc(this.#start - start.length), ...this.#chunks]);
  }

  #segment(type: number, offset: number, size: number): Buffer {
    const [flags, alignment] = [this.#u32(4), this.#word(1)];
    const place = [offset, BASE + offset, BASE + offset, size, size].map((value) => this.#word(value));
    return this.#bits === 64
      ? Buffer.concat([this.#u32(type), flags, ...place, alignment])
      : Buffer.concat([this.#u32(type), ...place, flags, alignment]);
  }

  #u16(value: number): Buffer {
    const bytes = Buffer.alloc(2);
    if (this.#isLittle) bytes.writeUInt16LE(value);
    else bytes.writeUInt16BE(value);
    return bytes;
  }

  #u32(value: number): Buffer {
    const bytes = Buffer.alloc(4);
    if (this.#isLittle) bytes.writeUInt32LE(value);
    else bytes.writeUInt32BE(value);
    return bytes;
  }

  #word(value: number): Buffer {
    if (this.#bits === 32) return this.#u32(value);
    const bytes = Buffer.alloc(8);
    if (this.#isLittle) bytes.writeBigUInt64LE(BigInt(value));
    else bytes.writeBigUInt64BE(BigInt(value));
    return bytes;
  }
}

export function pe(machine: number, at = 0x80): Buffer {
  const bytes = Buffer.alloc(at + 64);
  bytes.write('MZ', 'latin1');
  bytes.writeUInt32LE(at, 0x3c);
  bytes.write('PE\0\0', at, 'latin1');
  bytes.writeUInt16LE(machine, at + 4);
  return bytes;
}

export function machO(cpuType: number): Buffer {
  const bytes = Buffer.alloc(64);
  bytes.writeUInt32LE(0xfeed_facf, 0);
  bytes.writeUInt32LE(cpuType, 4);
  return bytes;
}

export function fatMachO(cpuTypes: readonly number[], is64 = false): Buffer {
  const size = is64 ? 32 : 20;
  const bytes = Buffer.alloc(Math.max(64, 8 + cpuTypes.length * size));
  bytes.writeUInt32BE(is64 ? 0xcafe_babf : 0xcafe_babe, 0);
  bytes.writeUInt32BE(cpuTypes.length, 4);
  for (const [index, cpuType] of cpuTypes.entries()) bytes.writeUInt32BE(cpuType, 8 + index * size);
  return bytes;
}
